import { createHash } from 'node:crypto'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { coldItems } from './protocols/cold-items.ts'
import { leaveOneOut } from './protocols/leave-one-out.ts'
import { ratio } from './protocols/ratio.ts'
import { unseenUsers, unseenValidation } from './protocols/unseen-users.ts'
import { eventsOfUsers, gatherSequences } from './sequences.ts'
import type { Dataset, Split, SplitParts, WholeSplit } from './types.ts'

/** Increment when a split rule changes: packs are then never scored on a split they trained on. */
const RULES_VERSION = 1

/**
 * Splits a dataset by a protocol (docs/method.md#protocols). No split depends on a seed, so all
 * models are scored on the same users.
 *
 * @throws TacitError if the protocol does not fit the data, or leaves nothing to fit or to score
 */
export function splitDataset(dataset: Dataset, protocol: 'all'): WholeSplit
export function splitDataset(dataset: Dataset, protocol: Protocol): Split
export function splitDataset(dataset: Dataset, protocol: Protocol): Split {
  if (protocol === 'all') return splitWhole(dataset)
  const parts = cut(dataset, protocol)
  assertFilled(dataset, protocol, parts)
  return { protocol, hash: splitHash(dataset, protocol), ordered: isOrdered(dataset), ...parts }
}

function splitWhole(dataset: Dataset): WholeSplit {
  const ordered = isOrdered(dataset)
  const choose: Split = {
    protocol: 'unseen-users',
    hash: splitHash(dataset, 'unseen-users', ' choose'),
    ordered,
    ...unseenValidation(dataset),
  }
  return {
    protocol: 'all',
    hash: splitHash(dataset, 'all'),
    ordered,
    fit: gatherSequences(dataset, eventsOfUsers(dataset)),
    valid: choose.valid,
    test: choose.test,
    choose,
  }
}

function cut(dataset: Dataset, protocol: Exclude<Protocol, 'all'>): SplitParts {
  if (protocol === 'ratio') return ratio(dataset)
  if (protocol === 'leave-one-out') return leaveOneOut(dataset)
  if (protocol === 'unseen-users') return unseenUsers(dataset)
  const { test, choose } = coldItems(dataset)
  const hash = splitHash(dataset, protocol, ' choose')
  return {
    fit: test.fit,
    valid: choose.valid,
    test: test.test,
    choose: { protocol, hash, ordered: isOrdered(dataset), ...choose },
  }
}

function isOrdered({ clock }: Dataset): boolean {
  return clock !== 'none'
}

function splitHash(dataset: Dataset, protocol: Protocol, more = ''): string {
  const text = `tacit-split ${RULES_VERSION} ${protocol}${more} ${dataset.hash}`
  return createHash('sha256').update(text).digest('hex')
}

function assertFilled(dataset: Dataset, protocol: Protocol, parts: SplitParts): void {
  const missing = missingPart(parts)
  if (!missing) return
  throw new TacitError(
    'split/empty',
    `${dataset.name}: protocol "${protocol}" leaves no ${missing} ` +
      `(${dataset.users.length} users, ${dataset.user.length} events): add data`,
  )
}

function missingPart({ fit, valid, test }: SplitParts): string | null {
  if (fit.item.length === 0) return 'events to fit'
  if (valid.users.length === 0) return 'users to validate on'
  return test.users.length === 0 ? 'users to test on' : null
}
