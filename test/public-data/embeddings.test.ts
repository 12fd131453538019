import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDataset } from '../../training/data/index.ts'
import { loadVectors, providerByName } from '../../training/intents/index.ts'
import { publicData, publicModel } from './folders.ts'

const beauty = publicData('beauty')
const model = publicModel('all-MiniLM-L6-v2')

describe.skipIf(!beauty || !model)('@huggingface/transformers', () => {
  it('gives the sentence vectors of beauty', async () => {
    const dataset = await loadDataset(beauty!)
    const file = join(beauty!, 'item-vectors.safetensors')
    const none = { rows: 0, cols: 0, offsets: new Int32Array(1), index: new Int32Array(0) }
    const fitted = { ...none, values: new Float32Array(0) }
    const { items, width } = await loadVectors(beauty!, {}, dataset, fitted, { items: file })
    // Theirs were made of texts with HTML entities as they stood.
    const plain = dataset.items
      .map((_, at) => at)
      .filter((at) => /^[\w ,.-]+$/.test(dataset.texts![at]))
    const some = plain.filter((_, n) => n % 40 === 0).slice(0, 100)
    expect(some).toHaveLength(100)
    const { embedder } = providerByName('transformers', { embeddingModel: model! })
    const { rows } = await embedder!.embed(some.map((at) => dataset.texts![at]))
    const cosines = some.map((at, n) =>
      rows[n].reduce((sum, x, c) => sum + x * items[at * width + c], 0),
    )
    expect(Math.min(...cosines)).toBeGreaterThan(0.98)
  })
})
