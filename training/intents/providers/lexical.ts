import { denseVectors, LEXICAL_WIDTH } from '../lexical/dense.ts'
import type { Provider } from '../types.ts'

/** Built in, needs no model: key phrases as intents (no chat), an SVD of TF-IDF for vectors. */
export function lexicalProvider(seed: number): Provider {
  return {
    name: 'lexical',
    remote: false,
    embedder: {
      id: `lexical 1 seed ${seed}`,
      model: `tfidf-svd-${LEXICAL_WIDTH}`,
      batch: 0,
      async embed(texts) {
        const width = LEXICAL_WIDTH
        const all = denseVectors(texts, { width, seed })
        const rows = texts.map((_, row) => all.subarray(row * width, (row + 1) * width))
        return { width, rows, usage: { input: 0, output: 0 } }
      },
    },
  }
}
