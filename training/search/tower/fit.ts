import { searchTexts } from '@tacit-rec/engine'
import type { PackContents, Tower } from '@tacit-rec/pack'
import type { LoggedQuery } from '../../data/types.ts'
import { type Progress, silent } from '../../progress.ts'
import { createRandom } from '../../random.ts'
import { loggedPairs, syntheticPairs } from './pairs.ts'
import { trainTower } from './train.ts'

/** Trains the query tower of a pack on made-up queries from its own catalogue, and on its search log. */
export function fitTower(
  { catalogue, items }: Pick<PackContents, 'catalogue' | 'items'>,
  {
    seed,
    log = [],
    progress = silent,
  }: { seed: number; log?: readonly LoggedQuery[]; progress?: Progress },
): Tower {
  const N = items.scale.length
  const dim = items.vectors.length / N
  const random = createRandom(seed)
  const pairs = [
    ...syntheticPairs(searchTexts(catalogue), random),
    ...loggedPairs(log, catalogue.ids, random),
  ]
  const task = progress.task('query tower', 100)
  const tower = trainTower(pairs, unitRows(items.vectors, dim), {
    dim,
    seed,
    progress: (share) => task.update(Math.floor(100 * share)),
  })
  task.end()
  return tower
}

function unitRows(vectors: Int8Array, dim: number): Float32Array {
  const out = Float32Array.from(vectors)
  for (let from = 0; from < out.length; from += dim) {
    const row = out.subarray(from, from + dim)
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)) || 1
    for (let c = 0; c < dim; c++) row[c] /= length
  }
  return out
}
