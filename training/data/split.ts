import { createHash } from 'node:crypto'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { coldItems } from './protocols/cold-items.ts'
import { leaveOneOut } from './protocols/leave-one-out.ts'
import { ratio } from './protocols/ratio.ts'
import { unseenUsers, unseenValidation } from './protocols/unseen-users.ts'
import { eventsOfUsers, gatherSequences } from './sequences.ts'
import type { Dataset, Split, WholeSplit } from './types.ts'

/** Grows when a rule below changes, so that no pack is scored on a split that it half saw. */
const RULES = 1

/** What a protocol decides; the rest of a {@link Split} is the same for all. */
export type Parts = Pick<Split, 'fit' | 'valid' | 'test' | 'transductive' | 'choose'>

/**
 * Cuts a dataset as METHOD.md 4 says. No split depends on a seed: every run of every model is
 * scored on the same users.
 *
 * @throws TacitError where the data is of the wrong kind for the protocol, or where nothing is
 *   left to fit or to score
 */
export function splitDataset(dataset: Dataset, protocol: 'all'): WholeSplit
export function splitDataset(dataset: Dataset, protocol: Exclude<Protocol, 'all'>): Split
export function splitDataset(dataset: Dataset, protocol: Protocol): Split | WholeSplit {
  const ordered = dataset.clock !== 'none'
  const hash = splitHash(dataset, protocol)
  if (protocol === 'all') {
    const fit = gatherSequences(dataset, eventsOfUsers(dataset))
    const chosenOn = splitHash(dataset, 'unseen-users', ' choose')
    const parts = unseenValidation(dataset)
    const choose: Split = { protocol: 'unseen-users', hash: chosenOn, ordered, ...parts }
    return { protocol, hash, fit, ordered, choose }
  }
  const parts = cut(dataset, protocol)
  refuseEmpty(dataset, protocol, parts)
  return { protocol, hash, ordered, ...parts }
}

function cut(dataset: Dataset, protocol: Exclude<Protocol, 'all'>): Parts {
  if (protocol === 'ratio') return ratio(dataset)
  if (protocol === 'leave-one-out') return leaveOneOut(dataset)
  if (protocol === 'unseen-users') return unseenUsers(dataset)
  const { test, choose } = coldItems(dataset)
  const hash = splitHash(dataset, protocol, ' choose')
  const ordered = dataset.clock !== 'none'
  return { ...test, valid: choose.valid, choose: { protocol, hash, ordered, ...choose } }
}

function splitHash(dataset: Dataset, protocol: Protocol, more = ''): string {
  const text = `tacit-split ${RULES} ${protocol}${more} ${dataset.hash}`
  return createHash('sha256').update(text).digest('hex')
}

function refuseEmpty(dataset: Dataset, protocol: Protocol, parts: Parts): void {
  const empty =
    parts.fit.item.length === 0
      ? 'no events to fit'
      : parts.valid.users.length === 0
        ? 'no user to validate on'
        : parts.test.users.length === 0
          ? 'no user to test on'
          : null
  if (!empty) return
  throw new TacitError(
    'split/empty',
    `${dataset.name}: protocol "${protocol}" leaves ${empty} ` +
      `(${dataset.users.length} users, ${dataset.user.length} events): give more data`,
  )
}
