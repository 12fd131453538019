import { TacitError } from '@tacit-rec/pack'
import type { CallContext } from './ask.ts'
import { cacheKey } from './cache/index.ts'
import { estimateTokens } from './cost.ts'
import { forEachConcurrently } from './pace.ts'
import type { Embedder, Usage } from './types.ts'
import type { Matrix } from './vectors.ts'

/**
 * Max characters of a text; longer ones are cut, since most models refuse more than 8,000 tokens.
 */
const MAX_LENGTH = 6000

/** The texts that need a call: distinct, not empty and not cached. */
export function textsToEmbed(
  texts: readonly string[],
  embedder: Embedder,
  cache: CallContext['cache'],
): string[] {
  const wanted = [...new Set(clipped(texts, embedder))].filter((text) => text !== '')
  return embedder.batch ? wanted.filter((text) => !cache.has(keyOf(embedder, text))) : wanted
}

export function embedEstimate(texts: readonly string[]): Usage {
  return { input: texts.reduce((sum, text) => sum + estimateTokens(text), 0), output: 0 }
}

/**
 * Vectors of texts, through the cache; zeros for an empty text.
 *
 * @param done called with the number of texts embedded so far
 * @returns [texts.length, width]
 * @throws TacitError `intents/width` if the model's vectors have different widths
 */
export async function embedTexts(
  texts: readonly string[],
  embedder: Embedder,
  context: CallContext,
  concurrency: number,
  done: (texts: number) => void = () => {},
): Promise<Matrix> {
  const { cache, budget, price, signal } = context
  const missing = textsToEmbed(texts, embedder, cache)
  const fresh = new Map<string, Float32Array>()
  const size = embedder.batch || Math.max(1, missing.length)
  const batches = Array.from({ length: Math.ceil(missing.length / size) }, (_, n) =>
    missing.slice(n * size, (n + 1) * size),
  )
  let finished = 0
  const embedBatch = async (batch: string[]) => {
    const call = (lost?: () => void) => embedder.embed(batch, { signal, lost })
    // Embedding all texts at once happens in this process and costs nothing.
    const result = embedder.batch ? budget.spend(embedEstimate(batch), price, call) : call()
    const { rows } = await result
    for (const [at, text] of batch.entries()) {
      if (embedder.batch) cache.set(keyOf(embedder, text), encode(rows[at]))
      else fresh.set(text, rows[at])
    }
    finished += batch.length
    done(finished)
  }
  await forEachConcurrently(batches, concurrency, embedBatch, signal)
  const rows = clipped(texts, embedder).map((text) =>
    text === '' ? undefined : (fresh.get(text) ?? decode(cache.get(keyOf(embedder, text)))),
  )
  return matrixOf(rows, embedder)
}

function clipped(texts: readonly string[], { batch }: Embedder): readonly string[] {
  // Models refuse half a surrogate pair.
  return batch ? texts.map((text) => text.slice(0, MAX_LENGTH).toWellFormed()) : texts
}

function matrixOf(rows: readonly (Float32Array | undefined)[], { model }: Embedder): Matrix {
  const cols = rows.find((row) => row !== undefined)?.length ?? 1
  const data = new Float32Array(rows.length * cols)
  for (const [at, row] of rows.entries()) {
    if (!row) continue
    if (row.length !== cols)
      throw new TacitError(
        'intents/width',
        `model ${model}: vectors of ${cols} and of ${row.length} numbers: the model behind this ` +
          'name changed; choose another folder with --cache',
      )
    data.set(row, at * cols)
  }
  return { rows: rows.length, cols, data }
}

function keyOf({ id }: Embedder, text: string): string {
  return cacheKey('embed', id, text)
}

/** Little-endian float32 in base64: a fifth of the size of JSON numbers. */
function encode(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
}

function decode(value: string | undefined): Float32Array | undefined {
  if (value === undefined) return undefined
  // A copy: a small Buffer lies unaligned in a shared pool.
  const bytes = Uint8Array.from(Buffer.from(value, 'base64'))
  return new Float32Array(bytes.buffer)
}
