import { TacitError } from '@tacit/pack'
import { assertSetting } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

/**
 * Nearest by text: s(i) = max_{j∈H} cos(text_i, text_j), the greatest cosine to anything in the
 * history (METHOD 3, "Cold items"). It knows of nobody's taste, so it ranks items without events as
 * well as any others: what a cold start has to beat.
 */
export async function fitNearestText({ textCosines, setting }: FitOptions): Promise<Teacher> {
  assertSetting('nearest-text', {}, setting)
  const cosines = await textCosines()
  if (!cosines)
    throw new TacitError(
      'teacher/no-text',
      'teacher "nearest-text": the items have no text: add an items file with a title, ' +
        'categories or description column, give --text-items FILE, or choose another teacher',
    )
  const { offsets, index, values } = cosines
  return {
    name: 'nearest-text',
    config: {},
    score({ item }, out) {
      for (const j of item)
        for (let e = offsets[j]; e < offsets[j + 1]; e++)
          out[index[e]] = Math.max(out[index[e]], values[e])
    },
  }
}
