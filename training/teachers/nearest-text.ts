import { noText } from './context.ts'
import { assertSetting } from './settings.ts'
import type { TeacherEntry } from './types.ts'

/**
 * Nearest by text: s(i) = max_{j∈H} cos(text_i, text_j), the largest cosine to any item of the
 * history. It learns nothing from events, so it ranks items without events as well as others: the
 * baseline of a cold start (docs/method.md#cold-items).
 */
export const nearestText: TeacherEntry = {
  name: 'nearest-text',
  defaults: {},
  grid: [],
  text: 'compared',
  transductive: false,
  ranksCold: true,
  epochs: false,
  async fit(options) {
    const name = 'nearest-text'
    assertSetting(name, {}, options.setting)
    const cosines = await options.textCosines()
    if (!cosines) throw noText(name, options)
    const { offsets, index, values } = cosines
    return {
      name,
      config: {},
      score({ item }, out) {
        for (const j of item)
          for (let e = offsets[j]; e < offsets[j + 1]; e++)
            out[index[e]] = Math.max(out[index[e]], values[e])
      },
    }
  },
}
