import { TacitError } from '@tacit-rec/pack'
import { eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Dataset, SplitParts } from '../types.ts'

/**
 * `ratio` (as in RLMRec and IRLLRec; docs/method.md#ratio): the train file is fitted and is the
 * input; the valid and test files hold the targets. Items of a user's validation stay candidates in
 * the test.
 */
export function ratio(dataset: Dataset): SplitParts {
  const rows = eventsOfUsers(dataset)
  const of = (part: number) => rows.map((row) => row.filter((e) => dataset.part[e] === part))
  const [train, valid, test] = [of(0), of(1), of(2)]
  for (const [name, part] of Object.entries({ valid, test })) {
    if (part.some((row) => row.length > 0)) continue
    throw new TacitError(
      'split/wrong-kind',
      `${dataset.name}: protocol "ratio" needs split files, but there are no ${name} ` +
        'events: add train.*, valid.* and test.*, or use unseen-users or leave-one-out',
    )
  }
  const cases = (held: Int32Array[]) =>
    gatherCases(
      dataset,
      held.map((row, user) => ({ user, input: train[user], held: row })),
    )
  const split = { fit: gatherSequences(dataset, train), valid: cases(valid), test: cases(test) }
  for (const name of ['valid', 'test'] as const) {
    if (split[name].users.length > 0) continue
    throw new TacitError(
      'split/leak',
      `${dataset.name}: all items of the ${name} file are also in the train file, for each of its users: ` +
        `remove the ${name} events from train, or use unseen-users or leave-one-out`,
    )
  }
  return split
}
