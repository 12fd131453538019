import { TacitError } from '@tacit/pack'
import { fitLinear } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

const FIXED = { decay: 0.7 }
const GRID = [{ decay: 1 }, { decay: 0.85 }, { decay: 0.7 }, { decay: 0.5 }]

/** Nearest by text: the 30 nearest items by TF-IDF cosine, softmax at .1 (METHOD 3). */
export async function fitTextKnn(options: FitOptions): Promise<Teacher> {
  const neighbours = options.textNeighbours()
  if (!neighbours)
    throw new TacitError(
      'teacher/no-text',
      'teacher "text-knn": the items have no text: add an items file with a title, categories ' +
        'or description column, or choose another teacher',
    )
  const { items, split } = options
  // Where order means nothing, neither does a place in it.
  const [fixed, grid] = split.ordered ? [FIXED, GRID] : [{ decay: 1 }, [{ decay: 1 }]]
  const fit = ({ decay }: typeof FIXED) => ({ items, decay, sparse: neighbours })
  return fitLinear('text-knn', options, { fixed, grid, fit })
}
