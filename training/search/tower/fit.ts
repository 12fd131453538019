import { buildIndex, searchTexts } from '@tacit-rec/engine'
import type { PackContents, Tower } from '@tacit-rec/pack'
import type { LoggedQuery } from '../../data/types.ts'
import { type Progress, silent } from '../../progress.ts'
import { createRandom } from '../../random.ts'
import { loggedPairs, type QueryPair, syntheticPairs } from './pairs.ts'
import { trainTower } from './train.ts'
import { MIN_QUERIES, weighTower } from './weigh.ts'

export interface FitTowerOptions {
  seed: number
  /** The search log; without one, queries are made up. */
  log?: readonly LoggedQuery[]
  progress?: Progress
}

/** Trains the query tower of a pack on made-up queries from its own catalogue and on its search log. */
export function fitTower(
  { catalogue, items }: Pick<PackContents, 'catalogue' | 'items'>,
  { seed, log = [], progress = silent }: FitTowerOptions,
): Tower {
  const dim = items.vectors.length / items.scale.length
  const texts = searchTexts(catalogue)
  const logged = loggedPairs(log, catalogue.ids, createRandom(seed))
  return fitWeighed(texts, unitRows(items.vectors, dim), logged, {
    dim,
    seed,
    progress,
    always: true,
  })!
}

interface FitWeighedOptions {
  dim: number
  seed: number
  progress?: Progress
  /** Fits the tower even if it is given the weight 0. */
  always?: boolean
}

/**
 * The same in any space of vectors. Where there are enough logged queries, they weigh the tower
 * ({@link weighTower}).
 *
 * @param vectors z [N,d], unit rows
 * @returns null for a tower that does not improve the search, unless it is wanted `always`
 */
export function fitWeighed(
  texts: readonly string[],
  vectors: Float32Array,
  logged: readonly QueryPair[],
  { dim, seed, progress = silent, always = false }: FitWeighedOptions,
): Tower | null {
  const made = syntheticPairs(texts, createRandom(seed))
  const fit = (name: string, pairs: readonly QueryPair[]) => {
    const task = progress.task(name, 100)
    const tower = trainTower([...made, ...pairs], vectors, {
      dim,
      seed,
      progress: (share) => task.update(Math.floor(100 * share)),
    })
    task.end()
    return tower
  }
  const { weight, tried } = weighTower(logged, (pairs) => fit('query tower: weighing', pairs), {
    index: buildIndex(texts),
    vectors,
    dim,
    random: createRandom(seed),
  })
  if (weight === 0 && !always) return null
  const tower = fit('query tower', logged)
  if (tried.length === 0) {
    progress.note(
      `query tower: without a search log of ${MIN_QUERIES} queries its weight is 0, since made-up ` +
        'queries do not tell whether it improves the search: put a file queries.csv into DATA',
    )
    return { ...tower, weight: 0 }
  }
  const by = tried.map(({ weight, ndcg10 }) => `${weight}: ${ndcg10.toFixed(4)}`).join(', ')
  progress.note(
    weight > 0
      ? `query tower: weight ${weight}; NDCG@10 on the search log by weight: ${by}`
      : `query tower: on the search log it does not improve the search, so its weight is 0 (NDCG@10 ` +
          `by weight: ${by}); without it the pack is ${TOWER_KILOBYTES} kB smaller`,
  )
  return { ...tower, weight: Math.fround(weight) }
}

/** Of its rows, as a pack stores them. */
const TOWER_KILOBYTES = 270

function unitRows(vectors: Int8Array, dim: number): Float32Array {
  const out = Float32Array.from(vectors)
  for (let from = 0; from < out.length; from += dim) {
    const row = out.subarray(from, from + dim)
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0)) || 1
    for (let c = 0; c < dim; c++) row[c] /= length
  }
  return out
}
