import { bestNeighbours, noText } from './context.ts'
import { linearTeacher } from './linear.ts'

/**
 * Nearest by text: each item's nearest items by cosine of the given vectors, or of TF-IDF where
 * there are none (docs/method.md#text-in-the-memory).
 */
export const textKnn = linearTeacher({
  name: 'text-knn',
  text: 'compared',
  defaults: { decay: 0.7 },
  axes: { decay: [1, 0.85, 0.7, 0.5] },
  // Without an order, an event's position means nothing.
  unordered: { defaults: { decay: 1 }, axes: { decay: [1] } },
  async prepare(options) {
    const sparse = await bestNeighbours(options)
    if (!sparse) throw noText('text-knn', options)
    return ({ decay }) => ({ items: options.items, decay, sparse })
  },
})
