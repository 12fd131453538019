import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { errorMessage } from '../../files.ts'
import { importOptional } from '../../optional.ts'
import type { Embedder, Provider } from '../types.ts'

/**
 * An optional peer dependency (474 MB). Typed as a plain string, so that neither the compiler nor a
 * bundler resolves it.
 */
const LIBRARY: string = '@huggingface/transformers'
/** Texts per update of the progress bar. */
const BATCH = 32

/** Weight files by type; DTYPES is in order of preference: 8-bit vectors are nearly the same. */
const WEIGHTS = { q8: 'onnx/model_quantized.onnx', fp32: 'onnx/model.onnx' } as const
const DTYPES = ['q8', 'fp32'] as const
type Dtype = (typeof DTYPES)[number]

/** The part of the library that is used. */
interface Transformers {
  env: { localModelPath: string; allowRemoteModels: boolean }
  pipeline(task: string, model: string, options: object): Promise<Extractor>
}
type Extractor = (texts: string[], options: object) => Promise<{ data: Float32Array }>

/**
 * Embeddings by a model in a local folder (`config.json`, `tokenizer.json`, `onnx/`): mean over
 * the tokens, unit length. Uses the 8-bit weights if there are any, otherwise float32. Has no chat
 * and never downloads a model.
 *
 * @param folder of the model
 * @throws TacitError `intents/model` without the folder or its weights; `intents/transformers` at
 * the first call, if the library is not installed
 */
export function transformersProvider(folder: string): Provider {
  const path = resolve(folder)
  if (!existsSync(join(path, 'config.json')))
    throw new TacitError(
      'intents/model',
      `${folder}: no config.json in it: give the folder of a model with --embedding-model`,
    )
  const dtype = DTYPES.find((name) => existsSync(join(path, WEIGHTS[name])))
  if (!dtype)
    throw new TacitError(
      'intents/model',
      `${folder}: neither ${WEIGHTS.q8} nor ${WEIGHTS.fp32} in it: give the folder of an ONNX ` +
        'model with --embedding-model',
    )
  let id: string | undefined
  let extractor: Promise<Extractor> | undefined
  const embedder: Embedder = {
    // Hashes the files: another model in the same folder must not share cached vectors.
    get id() {
      id ??= `transformers ${hashModel(path, dtype)}`
      return id
    },
    model: basename(path),
    batch: BATCH,
    async embed(texts) {
      extractor ??= load(path, dtype)
      const run = await extractor
      const rows: Float32Array[] = []
      // One text at a time: 8-bit vectors depend on the other texts of a batch, and batches are no
      // faster.
      for (const text of texts) {
        const { data } = await run([text], { pooling: 'mean', normalize: true })
        // A copy: the library may reuse its memory.
        rows.push(data.slice())
      }
      const width = rows[0].length
      return { width, rows, usage: { input: 0, output: 0 } }
    },
  }
  return { name: 'transformers', remote: false, embedder }
}

/** SHA-256 (hex) of the files that the library reads, streamed. */
function hashModel(path: string, dtype: Dtype): string {
  const hash = createHash('sha256')
  const weights = [WEIGHTS[dtype], `${WEIGHTS[dtype]}_data`]
  const chunk = Buffer.alloc(1 << 20)
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json', ...weights]) {
    hash.update(`\n${name}\n`)
    if (!existsSync(join(path, name))) continue
    const file = openSync(join(path, name), 'r')
    try {
      for (let read = 1; read > 0; ) {
        read = readSync(file, chunk)
        hash.update(chunk.subarray(0, read))
      }
    } finally {
      closeSync(file)
    }
  }
  return hash.digest('hex')
}

async function load(path: string, dtype: Dtype): Promise<Extractor> {
  const { env, pipeline } = await importOptional<Transformers>(
    LIBRARY,
    '--provider transformers',
    'intents/transformers',
  )
  env.allowRemoteModels = false
  env.localModelPath = dirname(path)
  try {
    return await pipeline('feature-extraction', basename(path), { dtype })
  } catch (error) {
    throw new TacitError(
      'intents/model',
      `${path}: ${errorMessage(error)}: give a folder with config.json, tokenizer.json and ` +
        `the ${dtype} weights in onnx/`,
      { cause: error },
    )
  }
}
