import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { providerByName } from '../../training/intents/index.ts'
import { transformersProvider } from '../../training/intents/providers/transformers.ts'
import { folders } from '../data/folder.ts'
import { tinyModel } from './tiny-model.ts'

const folder = folders()
const WEIGHTS = 'model_quantized.onnx'

/** Its embeddings, rounded: the library computes in float32. */
async function embed(texts: string[], weights = WEIGHTS) {
  const { embedder } = transformersProvider(folder(await tinyModel([weights]), 'tiny'))
  const { rows, ...rest } = await embedder!.embed(texts)
  return { ...rest, rows: rows.map((row) => [...row].map((x) => Math.round(x * 1e4) / 1e4 + 0)) }
}

describe('transformers, by the real library and a tiny model', () => {
  it('gives unit vectors, the mean over the tokens, one per text', async () => {
    expect(await embed(['red hat', 'Hat', 'red red hat', 'shoe'])).toEqual({
      width: 2,
      usage: { input: 0, output: 0 },
      rows: [
        [0.6, 0.8],
        [0, 1],
        [0.8321, 0.5547],
        [-1, 0],
      ],
    })
  })

  it("cuts a text at the model's max length", async () => {
    // The library cuts the last special token too: [CLS] and five words remain.
    expect((await embed(['red red red red red hat'])).rows).toEqual([[1, 0]])
  })

  it('reads float32 weights if there are no 8-bit ones', async () => {
    expect((await embed(['red hat'], 'model.onnx')).rows).toEqual([[0.6, 0.8]])
  })

  it('prefers 8-bit to float32 weights', async () => {
    const files = { ...(await tinyModel([WEIGHTS])), 'onnx/model.onnx': 'no model' }
    const { embedder } = transformersProvider(folder(files, 'tiny'))
    expect((await embedder!.embed(['red'])).rows).toHaveLength(1)
  })

  it('reports missing weights, and downloads none', async () => {
    const missing = embed(['red'], 'model_fp16.onnx')
    await expect(missing).rejects.toMatchObject({ code: 'intents/model' })
    await expect(missing).rejects.toThrow('neither onnx/model_quantized.onnx nor onnx/model.onnx')
  })

  it('is identified by its files, not by their folder', async () => {
    const idOf = (files: Record<string, string | Uint8Array>, name: string) =>
      transformersProvider(folder(files, name)).embedder!.id
    const model = await tinyModel([WEIGHTS])
    const id = idOf(model, 'tiny')
    expect(id).toMatch(/^transformers [0-9a-f]{64}$/)
    expect(idOf(model, 'elsewhere')).toBe(id)
    expect(idOf({ ...model, [`onnx/${WEIGHTS}`]: 'trained on' }, 'tiny')).not.toBe(id)
    expect(idOf({ ...model, 'tokenizer.json': '{}' }, 'tiny')).not.toBe(id)
  })

  it('reports damaged weights', async () => {
    const files = { ...(await tinyModel([WEIGHTS])), [`onnx/${WEIGHTS}`]: 'no model' }
    const { embedder } = transformersProvider(folder(files, 'tiny'))
    await expect(embedder!.embed(['red'])).rejects.toMatchObject({ code: 'intents/model' })
  })

  it('is a local provider without chat, and requires a folder with a model', async () => {
    const embeddingModel = folder(await tinyModel([WEIGHTS]), 'tiny')
    const { chat, remote } = providerByName('transformers', { embeddingModel })
    expect({ chat, remote }).toEqual({ chat: undefined, remote: false })
    const none = join(embeddingModel, 'onnx')
    expect(() => transformersProvider(none)).toThrow(`${none}: no config.json in it`)
  })
})
