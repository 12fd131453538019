import { combine, type Engine, gather, type Model } from '@tacit-rec/engine'
import { failure } from '../failure.ts'
import type { OrtFiles } from '../messages.ts'
import { spawn } from '../spawn.ts'
import { within } from '../wait.ts'
import type { Answer, AnswerTo, Request, RequestTo } from './messages.ts'

/** Compiling the runtime, and a GPU's shaders, takes many times longer than any answer. */
const COMPILE_FACTOR = 15

export interface OrtOptions {
  files: OrtFiles
  /** `real`: WebGPU on real adapters only · `any`: on software too · `off`. */
  webgpu: 'real' | 'any' | 'off'
  /** Max milliseconds that the worker may be silent. */
  timeout: number
  /** ONNX bytes of the encoder. */
  student: Uint8Array
  /** ONNX bytes of the scorer. */
  scorer: Uint8Array
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
 * the plain build. Memory and prior are added with the same code as by the instant engine. A worker
 * that is silent for too long is ended, and its calls fail.
 */
export function ortEngine({
  files,
  webgpu: wanted,
  timeout,
  student,
  scorer,
}: OrtOptions): OrtEngine {
  let worker: Worker | null = null
  let current: Model | null = null
  let provider: OrtEngine['provider'] = null
  let adapter = 'not requested'
  let queue: Promise<unknown> = Promise.resolve()
  let isWarm = false
  let ended = new AbortController()

  function ask<D extends Request['do']>(request: RequestTo<D>): Promise<AnswerTo<D>> {
    const { signal } = ended
    const answer = queue.then(() => {
      if (!worker) throw failure('engine/ended', 'ONNX Runtime was ended')
      const patience = isWarm ? timeout : COMPILE_FACTOR * timeout
      return within(exchange<D>(worker, request, patience, timeout), { signal })
    })
    queue = answer.catch(() => {})
    return answer
  }

  function end(): void {
    worker?.terminate()
    worker = null
    ended.abort()
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
      end()
      ended = new AbortController()
      queue = Promise.resolve()
      isWarm = false
      const webgpu = wanted !== 'off' && 'Suspending' in WebAssembly
      const build = webgpu ? files.webgpu : files.wasm
      worker = spawn(build.worker)
      current = pack
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
        runtime: build.runtime,
        timeout,
        webgpu: webgpu ? wanted : 'off',
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
    async pool(encoded) {
      const { scores } = await ask<'score'>({ do: 'score', intents: encoded.intents })
      isWarm = true
      return scores
    },
    async score(encoded, events) {
      return combine(current!, await this.pool(encoded), events)
    },
    async dispose() {
      end()
      current = null
    },
  }
}

/**
 * Sends one request and waits for its answer. Rejects if the worker fails, dies or is silent for
 * longer than the limit; what it tells meanwhile starts the limit again.
 *
 * @param patience max milliseconds until an answer
 * @param timeout the same while the worker downloads
 */
function exchange<D extends Request['do']>(
  worker: Worker,
  request: RequestTo<D>,
  patience: number,
  timeout: number,
): Promise<AnswerTo<D>> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>
    const wait = (milliseconds: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        worker.terminate()
        const silent = `ONNX Runtime's worker was silent for ${milliseconds} ms`
        reject(failure('engine/timeout', silent))
      }, milliseconds)
    }
    wait(request.do === 'load' ? timeout : patience)
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.done === 'alive') return wait(data.compiling ? patience : timeout)
      clearTimeout(timer)
      if (answers(data, request)) resolve(data)
      else
        reject(
          failure(
            'engine/ort',
            data.done === 'failed' ? data.message : `unexpected "${data.done}"`,
          ),
        )
    }
    worker.onerror = (event) => {
      event.preventDefault()
      clearTimeout(timer)
      reject(failure('engine/worker', event.message || "ONNX Runtime's worker did not start"))
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
