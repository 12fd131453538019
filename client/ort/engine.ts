import { combine, type Engine, gather } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type { Answer, AnswerTo, Request, RequestTo } from './messages.ts'

export interface OrtOptions {
  /** Folder of the SDK's worker scripts and the runtime's .wasm files, ending in `/`. */
  assets: string
  /** `real`: WebGPU on real adapters only · `any`: on software too · `off`. */
  webgpu: 'real' | 'any' | 'off'
}

/** The engine over onnxruntime-web, which also reports where it runs. */
export interface OrtEngine extends Engine {
  /** Null until a pack is loaded. */
  readonly provider: 'webgpu' | 'wasm' | null
  /** The WebGPU adapter, or why there is none. */
  readonly adapter: string
}

/**
 * ONNX Runtime in its own worker: the WebGPU build where the browser can suspend WebAssembly, else
 * the plain build. The page adds memory and prior with the same code as the instant engine.
 */
export function ortEngine(options: OrtOptions): OrtEngine {
  let worker: Worker | null = null
  let current: LoadedPack | null = null
  let provider: OrtEngine['provider'] = null
  let adapter = 'not requested'
  let queue: Promise<unknown> = Promise.resolve()

  function ask<D extends Request['do']>(request: RequestTo<D>): Promise<AnswerTo<D>> {
    const answer = queue.then(() => exchange<D>(worker!, request))
    queue = answer.catch(() => {})
    return answer
  }

  return {
    name: 'ort',
    get provider() {
      return provider
    },
    get adapter() {
      return adapter
    },
    async load(pack) {
      const { student, scorer } = pack
      if (!student || !scorer) throw new Error('the pack has no ONNX files')
      worker?.terminate()
      queue = Promise.resolve()
      const webgpu = options.webgpu !== 'off' && 'Suspending' in WebAssembly
      worker = startWorker(`${options.assets}${webgpu ? 'ort-webgpu.js' : 'ort-wasm.js'}`)
      current = pack
      const wasm = `ort-wasm-simd-threaded${webgpu ? '.jspi' : ''}.wasm`
      const answer = await ask<'load'>({
        do: 'load',
        student,
        scorer,
        vectors: pack.items.vectors,
        scale: pack.items.scale,
        items: pack.manifest.items,
        dim: pack.manifest.dim,
        intents: pack.manifest.intents,
        history: pack.manifest.history,
        wasm: new URL(`${options.assets}${wasm}`, location.href).href,
        webgpu: webgpu ? options.webgpu : 'off',
      })
      provider = answer.provider
      adapter = webgpu ? answer.adapter : 'this browser cannot suspend WebAssembly'
    },
    async encode(events) {
      const { intents, history, dim } = current!.manifest
      if (events.length === 0)
        return {
          intents: new Float32Array(intents * dim),
          attention: new Float32Array(intents * history),
        }
      const answer = await ask<'encode'>({ do: 'encode', ...gather(current!, events) })
      return { intents: answer.intents, attention: answer.attention }
    },
    async score(encoded, events) {
      const { scores } = await ask<'score'>({ do: 'score', intents: encoded.intents })
      return combine(current!, scores, events)
    },
    async dispose() {
      worker?.terminate()
      worker = null
      current = null
    },
  }
}

/** Workers must have the page's origin, so a script of another origin is imported from a blob. */
function startWorker(url: string): Worker {
  const address = new URL(url, location.href)
  if (address.origin === location.origin) return new Worker(address, { type: 'module' })
  const code = `import ${JSON.stringify(address.href)}`
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  try {
    return new Worker(blob, { type: 'module' })
  } finally {
    // By then the worker has read the blob.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000)
  }
}

/** Sends one request and waits for its answer. Rejects if the worker fails or dies. */
function exchange<D extends Request['do']>(
  worker: Worker,
  request: RequestTo<D>,
): Promise<AnswerTo<D>> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (answers(data, request)) resolve(data)
      else reject(new Error(data.done === 'failed' ? data.message : `unexpected "${data.done}"`))
    }
    worker.onerror = (event) => {
      event.preventDefault()
      reject(new Error(event.message || 'the worker did not start'))
    }
    worker.postMessage(request)
  })
}

function answers<D extends Request['do']>(
  answer: Answer,
  request: RequestTo<D>,
): answer is AnswerTo<D> {
  return answer.done === request.do
}
