import { adaptVectors, vectorNeighbours } from '../../intents/index.ts'
import { type Csr, CsrBuilder } from '../../sparse/index.ts'
import {
  dampedTransitions,
  type FitOptions,
  matricesOf,
  type TextNeighbours,
} from '../../teachers/index.ts'
import type { MemoryOptions } from './settings.ts'
import { supported } from './support.ts'

/** What {@link withAdaptedText} depends on beside the fit. */
type AdapterOptions = Pick<MemoryOptions, 'vectors' | 'minSupport' | 'adapter'>

/**
 * The fit, whose neighbours by given vectors are, from and to cold items, those by the vectors
 * beside their adapted form ({@link adaptVectors}; docs/method.md#adapter). Events say nothing of a
 * cold item; the adapter carries over to it what leads from one text to another. Without order,
 * vectors or cold items the fit is returned as it is.
 *
 * @param fit its `users` are 0 for cold items
 */
export function withAdaptedText(
  fit: FitOptions,
  { vectors = [], minSupport, adapter = true }: AdapterOptions,
): FitOptions {
  const { split, users, items, threads, progress } = fit
  if (!adapter || !split.ordered || vectors.length === 0 || users.every((n) => n > 0)) return fit
  let found: Promise<TextNeighbours> | undefined
  const adapt = async (): Promise<TextNeighbours> => {
    const neighbours = await fit.textNeighbours()
    const task = progress.task('vectors of cold items: adapting', 1)
    const counts = await fit.counts()
    const links = supported(dampedTransitions(counts.transitions), counts, minSupport)
    const matrices = matricesOf(vectors, items)
    const adapted = matrices.map((matrix) => adaptVectors(matrix, links))
    const both = [...matrices, ...adapted.filter(({ cols }) => cols > 0)]
    const others = await vectorNeighbours(both, { threads })
    task.end()
    return { ...neighbours, vectors: withColdLinks(neighbours.vectors!, others, users) }
  }
  return { ...fit, textNeighbours: () => (found ??= adapt()) }
}

/**
 * The links of `warm`, but those of `others` from and to cold items.
 *
 * @param users of each item, [N]; 0: cold
 */
function withColdLinks(warm: Csr, others: Csr, users: ArrayLike<number>): Csr {
  const links = new CsrBuilder(warm.cols)
  const add = ({ offsets, index, values }: Csr, row: number, keep: (item: number) => boolean) => {
    for (let e = offsets[row]; e < offsets[row + 1]; e++)
      if (keep(index[e])) links.push(index[e], values[e])
  }
  for (let row = 0; row < warm.rows; row++) {
    const isCold = users[row] === 0
    add(others, row, (item) => isCold || users[item] === 0)
    if (!isCold) add(warm, row, (item) => users[item] > 0)
    links.endRow()
  }
  return links.build(warm.cols)
}
