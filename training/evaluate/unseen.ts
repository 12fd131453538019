import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'

/** The events that a pack or a RUN was fitted on. */
export interface Trained {
  protocol: Protocol
  /** Hash of the dataset. */
  data: string
  /** Hash of the split. */
  split: string
}

/**
 * Refuses a model that was fitted on another split than the one it is used on: it may have seen the
 * test events.
 *
 * @param what names the model in the message
 * @param remedy how to get a model of this split
 * @throws TacitError `evaluate/seen`
 */
export function assertUnseen(
  what: string,
  trained: Trained,
  dataset: Pick<Dataset, 'hash'> & Partial<Pick<Dataset, 'filters'>>,
  split: Pick<Split, 'hash'> & { protocol: Protocol },
  remedy: string,
): void {
  const [work, reason] =
    split.protocol === 'all'
      ? ['training', 'it was fitted on other events']
      : ['evaluation', 'it may have seen the test events']
  const { filters = [] } = dataset
  const filtered =
    filters.length > 0 ? `, or pass --no-clean (events are left out: ${filters.join(', ')})` : ''
  const refuse = (part: string, has: string, needs: string) => {
    throw new TacitError(
      'evaluate/seen',
      `${what}: its training ${part} is ${has}, this ${work}'s is ${needs}: ` +
        `${reason}, so it is not used; ${remedy}${filtered}`,
    )
  }
  if (trained.protocol !== split.protocol)
    refuse('protocol', `"${trained.protocol}"`, `"${split.protocol}"`)
  if (trained.data !== dataset.hash) refuse('data hash', trained.data, dataset.hash)
  if (trained.split !== split.hash) refuse('split hash', trained.split, split.hash)
}
