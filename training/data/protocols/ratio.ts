import { TacitError } from '@tacit-rec/pack'
import { eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Parts } from '../split.ts'
import type { Dataset } from '../types.ts'

/**
 * `ratio` (RLMRec, IRLLRec): fits on the train file; a user's train rows are the input and the
 * mask, the valid and test rows the targets. Items of the valid file stay candidates at test.
 */
export function ratio(dataset: Dataset): Parts {
  const rows = eventsOfUsers(dataset)
  const of = (part: number) => rows.map((row) => row.filter((e) => dataset.part[e] === part))
  const [train, valid, test] = [of(0), of(1), of(2)]
  for (const [name, part] of Object.entries({ valid, test })) {
    if (part.some((row) => row.length > 0)) continue
    throw new TacitError(
      'split/wrong-kind',
      `${dataset.name}: protocol "ratio" needs split files and found no ${name} events: add ` +
        'train.*, valid.* and test.*, or use unseen-users or leave-one-out',
    )
  }
  const cases = (held: Int32Array[]) =>
    gatherCases(
      dataset,
      held.map((row, user) => ({ user, input: train[user], held: row })),
    )
  return { fit: gatherSequences(dataset, train), valid: cases(valid), test: cases(test) }
}
