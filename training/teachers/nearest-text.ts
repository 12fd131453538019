import { noText } from './context.ts'
import { assertSetting } from './linear.ts'
import type { FitOptions, Teacher } from './types.ts'

/**
 * Nearest by text: s(i) = max_{j∈H} cos(text_i, text_j), the greatest cosine to anything in the
 * history (METHOD 3, "Cold items"). It knows of nobody's taste, so it ranks items without events as
 * well as any others: what a cold start has to beat.
 */
export async function fitNearestText(options: FitOptions): Promise<Teacher> {
  assertSetting('nearest-text', {}, options.setting)
  const cosines = await options.textCosines()
  if (!cosines) throw noText('nearest-text', options)
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
