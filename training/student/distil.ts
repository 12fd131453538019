import type { Dataset, Split } from '../data/index.ts'
import { calibrated } from './assess.ts'
import { choose } from './choice.ts'
import { contentOnlyStudent } from './content-only.ts'
import { countedStudent } from './counted/index.ts'
import { fit } from './fit.ts'
import { isLearnable } from './prepare.ts'
import type { Distilled, DistilOptions } from './types.ts'

/**
 * Chooses settings, then fits. `quick` uses defaults; `standard` searches on `split.choose`. If
 * events are too few, builds a content-only student.
 *
 * @throws TacitError `student/nothing`, `student/no-examples` if the items have no text either;
 *   `student/teachers`, and the errors of teachers and RUNs
 */
export async function distil(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Distilled> {
  if (!isLearnable(dataset, split, options))
    return options.counts
      ? countedStudent(dataset, split, options)
      : contentOnlyStudent(dataset, split, options)
  const { choice, report, distilled } = await choose(dataset, split, options)
  return distilled ?? calibrated({ ...(await fit(dataset, split, options, choice)), ...report })
}
