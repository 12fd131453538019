import { bestNeighbours, noText } from './context.ts'
import { fitLinear } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

const FIXED = { decay: 0.7 }
const GRID = [{ decay: 1 }, { decay: 0.85 }, { decay: 0.7 }, { decay: 0.5 }]

/** Nearest by text: the 30 nearest items by cosine, of given vectors or else of TF-IDF (METHOD 3). */
export async function fitTextKnn(options: FitOptions): Promise<Teacher> {
  const neighbours = await bestNeighbours(options)
  if (!neighbours) throw noText('text-knn', options)
  const { items, split } = options
  // Where order means nothing, neither does a place in it.
  const [fixed, grid] = split.ordered ? [FIXED, GRID] : [{ decay: 1 }, [{ decay: 1 }]]
  const fit = ({ decay }: typeof FIXED) => ({ items, decay, sparse: neighbours })
  return fitLinear('text-knn', options, { fixed, grid, fit })
}
