import { TacitError } from '@tacit-rec/pack'
import { type Csr, mapValues } from '../sparse/index.ts'
import { fitLinear } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

/** METHOD 3, "Sequences": source^-.5, target^-.15, decay .7 a position. */
const FIXED = { source: 0.5, target: 0.15, decay: 0.7 }
const GRID = [0.15, 0.3].flatMap((target) =>
  [0.5, 0.7, 0.85].map((decay) => ({ source: 0.5, target, decay })),
)

/** Directed transitions: how often i came within five events after j, damped by both degrees. */
export async function fitTransitions(options: FitOptions): Promise<Teacher> {
  if (!options.split.ordered)
    throw new TacitError(
      'teacher/no-order',
      'teacher "transitions": the events have no time, so nothing comes after anything: ' +
        'give a time column, or choose another teacher (ease, item-knn)',
    )
  const { transitions } = await options.counts()
  return fitLinear('transitions', options, {
    fixed: FIXED,
    grid: GRID,
    fit: ({ source, target, decay }) => ({
      items: options.items,
      decay,
      sparse: dampedTransitions(transitions, source, target),
    }),
  })
}

/** Tr[j,i] = t_ji · (Σ_i t_ji)^-source · (Σ_j t_ji)^-target. */
export function dampedTransitions(counts: Csr, source: number, target: number): Csr {
  const out = new Float64Array(counts.rows)
  const into = new Float64Array(counts.cols)
  for (let j = 0; j < counts.rows; j++)
    for (let e = counts.offsets[j]; e < counts.offsets[j + 1]; e++) {
      out[j] += counts.values[e]
      into[counts.index[e]] += counts.values[e]
    }
  return mapValues(counts, (count, j, i) => count * out[j] ** -source * into[i] ** -target)
}
