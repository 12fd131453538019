import { TacitError } from '@tacit-rec/pack'
import { type Csr, mapValues } from '../sparse/index.ts'
import { linearTeacher } from './linear.ts'

/** docs/method.md#sequences */
const DEFAULTS = { source: 0.5, target: 0.15, decay: 0.7 }

/**
 * Directed transitions: how often i came within five events after j, damped by both degrees
 * (docs/method.md#sequences).
 */
export const transitions = linearTeacher({
  name: 'transitions',
  defaults: DEFAULTS,
  axes: { target: [0.15, 0.3], decay: [0.5, 0.7, 0.85] },
  async prepare({ split, items, counts }) {
    if (!split.ordered)
      throw new TacitError(
        'teacher/no-order',
        'teacher "transitions": the events have no time, so their order is unknown: ' +
          'give a time column, or choose another teacher (ease, item-knn)',
      )
    const { transitions } = await counts()
    return ({ source, target, decay }) => ({
      items,
      decay,
      sparse: dampedTransitions(transitions, source, target),
    })
  },
})

/** Tr[j,i] = t_ji · (Σ_i t_ji)^-source · (Σ_j t_ji)^-target. */
export function dampedTransitions(
  counts: Csr,
  source = DEFAULTS.source,
  target = DEFAULTS.target,
): Csr {
  const out = new Float64Array(counts.rows)
  const into = new Float64Array(counts.cols)
  for (let j = 0; j < counts.rows; j++)
    for (let e = counts.offsets[j]; e < counts.offsets[j + 1]; e++) {
      out[j] += counts.values[e]
      into[counts.index[e]] += counts.values[e]
    }
  return mapValues(counts, (count, j, i) => count * out[j] ** -source * into[i] ** -target)
}
