import { TacitError } from '@tacit-rec/pack'
import { type Case, eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Dataset, SplitParts } from '../types.ts'

const MIN_EVENTS = 3

/**
 * `leave-one-out` (as in ICLRec; docs/method.md#leave-one-out): the last event of a user is the
 * test target, the one before it the validation target. The model is fitted on the events before
 * both; the test input includes the validation event. Users with fewer than three events are fitted
 * but not scored.
 */
export function leaveOneOut(dataset: Dataset): SplitParts {
  if (dataset.clock === 'none' || dataset.part.some((part) => part > 0)) {
    const reason = dataset.clock === 'none' ? 'the events have no time' : 'the data has split files'
    throw new TacitError(
      'split/wrong-kind',
      `${dataset.name}: protocol "leave-one-out" needs one file with times, but ${reason}: ` +
        `use ${dataset.clock === 'none' ? 'ratio or unseen-users' : 'ratio, or join the files'}`,
    )
  }
  const rows = eventsOfUsers(dataset)
  const fitted = rows.map((row) => (row.length < MIN_EVENTS ? row : row.subarray(0, -2)))
  const cases = (back: number): Case[] =>
    rows.flatMap((row, user) => {
      if (row.length < MIN_EVENTS) return []
      const at = row.length - back
      return [{ user, input: row.subarray(0, at), held: row.subarray(at, at + 1) }]
    })
  return {
    fit: gatherSequences(dataset, fitted),
    valid: gatherCases(dataset, cases(2)),
    test: gatherCases(dataset, cases(1)),
  }
}
