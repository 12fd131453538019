import type { Encoded, EncodedEvent, Engine } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type * as Core from '../core.ts'
import type { Answer, Request } from './messages.ts'

export interface OrtOptions {
  /** Folder with the SDK's worker scripts and the runtime's .wasm files, ending in `/`. */
  assets: string
  webgpu: 'real' | 'any' | 'off'
}

/** The engine over onnxruntime-web, which also tells what it runs on. */
export interface OrtEngine extends Engine {
  readonly provider: 'webgpu' | 'wasm' | null
  /** The WebGPU adapter, or why there is none. */
  readonly adapter: string
}

/**
 * ONNX Runtime in a worker of its own: with WebGPU where the browser can suspend WebAssembly, else
 * the plain build. Memory and prior are added here, by the engine's own arithmetic.
 */
export function ortEngine({ combine, gather }: typeof Core, options: OrtOptions): OrtEngine {
  let worker: Worker | null = null
  let current: LoadedPack | null = null
  let provider: OrtEngine['provider'] = null
  let adapter = 'not asked'
  let queue: Promise<unknown> = Promise.resolve()

  function ask<D extends Answer['done']>(request: Request): Promise<Extract<Answer, { done: D }>> {
    const answer = queue.then(() => exchange(worker!, request))
    queue = answer.catch(() => {})
    return answer as Promise<Extract<Answer, { done: D }>>
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
      worker?.terminate()
      queue = Promise.resolve()
      const webgpu = options.webgpu !== 'off' && 'Suspending' in WebAssembly
      worker = startWorker(`${options.assets}${webgpu ? 'ort-webgpu.js' : 'ort-wasm.js'}`)
      current = pack
      const { items, dim, intents, history } = pack.manifest
      const file = `ort-wasm-simd-threaded${webgpu ? '.jspi' : ''}.wasm`
      const { vectors, scale } = pack.items
      const { student, scorer } = pack
      const answer = await ask<'load'>({
        do: 'load',
        ...{ student, scorer, vectors, scale, items, dim, intents, history },
        wasm: new URL(`${options.assets}${file}`, location.href).href,
        webgpu: webgpu ? options.webgpu : 'off',
      })
      provider = answer.provider
      adapter = webgpu ? answer.adapter : 'this browser cannot suspend WebAssembly'
    },
    async encode(events: EncodedEvent[]): Promise<Encoded> {
      const { intents, history, dim } = current!.manifest
      if (events.length === 0)
        return {
          intents: new Float32Array(intents * dim),
          attention: new Float32Array(intents * history),
        }
      const { vectors, kinds, ages, mask } = gather(current!, events)
      const answer = await ask<'encode'>({ do: 'encode', vectors, kinds, ages, mask })
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

/** A worker has to be of the page's origin; a script from elsewhere comes in through a blob. */
function startWorker(url: string): Worker {
  const address = new URL(url, location.href)
  if (address.origin === location.origin) return new Worker(address, { type: 'module' })
  const code = `import ${JSON.stringify(address.href)}`
  const blob = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  try {
    return new Worker(blob, { type: 'module' })
  } finally {
    // The worker has its own reference by the time that this runs.
    setTimeout(() => URL.revokeObjectURL(blob), 10_000)
  }
}

/** One request, one answer. A worker that dies rejects instead of leaving the page waiting. */
function exchange(worker: Worker, request: Request): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.done === 'failed') reject(new Error(data.message))
      else resolve(data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      reject(new Error(event.message || 'the worker could not be started'))
    }
    worker.postMessage(request)
  })
}
