import { TacitError } from '@tacit/pack'
import { bestOnValidation } from './choose.ts'
import { linkRanker } from './links.ts'
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
  const fit = ({ decay }: typeof FIXED) => linkRanker(neighbours, options.split.ordered ? decay : 1)
  if (options.preset === 'quick' || !options.split.ordered) {
    const config = options.split.ordered ? FIXED : { decay: 1 }
    return { name: 'text-knn', config, score: fit(config).score }
  }
  const { setting, ranker, validation } = bestOnValidation(options, 'text-knn', GRID, fit)
  return { name: 'text-knn', config: setting, validation, score: ranker.score }
}
