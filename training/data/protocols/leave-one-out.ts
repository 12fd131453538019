import { TacitError } from '@tacit-rec/pack'
import { type Case, eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Parts } from '../split.ts'
import type { Dataset } from '../types.ts'

const FEWEST = 3

/**
 * `leave-one-out` (ICLRec): a user's last event is the test, the one before it the validation.
 * Fits on what comes before both; the input at test holds the validation event. Users with fewer
 * than three events are fitted and not scored.
 */
export function leaveOneOut(dataset: Dataset): Parts {
  if (dataset.clock === 'none' || dataset.part.some((part) => part > 0)) {
    const reason = dataset.clock === 'none' ? 'the events have no time' : 'it has split files'
    throw new TacitError(
      'split/wrong-kind',
      `${dataset.name}: protocol "leave-one-out" needs one file with time, and ${reason}: ` +
        `use ${dataset.clock === 'none' ? 'ratio or unseen-users' : 'ratio, or join the files'}`,
    )
  }
  const rows = eventsOfUsers(dataset)
  const fitted = rows.map((row) => (row.length < FEWEST ? row : row.subarray(0, -2)))
  const cases = (back: number): Case[] =>
    rows.flatMap((row, user) => {
      if (row.length < FEWEST) return []
      const at = row.length - back
      return [{ user, input: row.subarray(0, at), held: row.subarray(at, at + 1) }]
    })
  return {
    fit: gatherSequences(dataset, fitted),
    valid: gatherCases(dataset, cases(2)),
    test: gatherCases(dataset, cases(1)),
  }
}
