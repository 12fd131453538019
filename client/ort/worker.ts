/**
 * ONNX Runtime in a worker of its own. A realm cannot recover from a lost device or from a .wasm
 * file that failed to load once; a worker can be replaced. `build.ts` builds this twice: once with
 * the plain and once with the WebGPU runtime as `onnxruntime`.
 */
import * as ort from 'onnxruntime'
import { download } from '../download.ts'
import type { Answer, Request, RequestTo } from './messages.ts'

/** More than any build of the runtime has. */
const MAX_RUNTIME_BYTES = 64 << 20

interface Loaded extends RequestTo<'load'> {
  encoder: ort.InferenceSession
  pooler: ort.InferenceSession
  table: ort.Tensor
}

let loaded: Loaded | undefined
// Overlapping runs on one WebGPU session freeze the page for good, so all calls share one queue.
let queue: Promise<unknown> = Promise.resolve()

self.onmessage = ({ data }: MessageEvent<Request>) => {
  queue = queue
    .then(() => answer(data))
    .then(
      (reply) => self.postMessage(reply),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error)
        self.postMessage({ done: 'failed', message } satisfies Answer)
      },
    )
}

async function answer(request: Request): Promise<Answer> {
  if (request.do === 'load') return load(request)
  if (!loaded) throw new Error('no pack is loaded')
  const { encoder, pooler, table, intents, dim, history, items } = loaded
  if (request.do === 'encode') {
    const outputs = await encoder.run({
      vectors: new ort.Tensor('float32', request.vectors, [1, history, dim]),
      kinds: new ort.Tensor('int32', request.kinds, [1, history]),
      ages: new ort.Tensor('float32', request.ages, [1, history]),
      mask: new ort.Tensor('float32', request.mask, [1, history]),
    })
    return {
      done: 'encode',
      intents: floats(outputs.intents, intents * dim),
      attention: floats(outputs.attention, intents * history),
    }
  }
  const outputs = await pooler.run({
    intents: new ort.Tensor('float32', request.intents, [intents, dim]),
    table,
  })
  return { done: 'score', scores: floats(outputs.scores, items) }
}

/** The data of an output. @throws if it has another type or length */
function floats({ data }: ort.Tensor, length: number): Float32Array {
  if (data instanceof Float32Array && data.length === length) return data
  throw new Error(`the model returned ${data.length} values where ${length} floats are expected`)
}

async function load(request: RequestTo<'load'>): Promise<Answer> {
  ort.env.wasm.numThreads = 1
  tell({ done: 'alive', compiling: false })
  ort.env.wasm.wasmBinary = await readRuntime(request)
  tell({ done: 'alive', compiling: true })
  ort.env.logLevel = 'error'
  const { adapter, usable } = await probe(request.webgpu)
  const provider = usable ? 'webgpu' : 'wasm'
  // Given both, the runtime would fall back silently, and the report would be wrong.
  const options: ort.InferenceSession.SessionOptions = { executionProviders: [provider] }
  const encoder = await ort.InferenceSession.create(request.student, options)
  const pooler = await ort.InferenceSession.create(request.scorer, options)
  const dense = dequantize(request)
  const dims = [request.items, request.dim]
  const table =
    provider === 'webgpu' ? await onDevice(dense, dims) : new ort.Tensor('float32', dense, dims)
  tell({ done: 'alive', compiling: true })
  loaded = { ...request, encoder, pooler, table }
  return { done: 'load', provider, adapter }
}

/**
 * The runtime's .wasm file. It is shipped compressed, because many servers do not compress it; one
 * that declares it as `Content-Encoding: gzip` gives it plain.
 */
async function readRuntime({ runtime, timeout }: RequestTo<'load'>): Promise<ArrayBuffer> {
  const downloads = {
    fetch,
    timeout,
    signal: new AbortController().signal,
    alive: () => tell({ done: 'alive', compiling: false }),
  }
  const bytes = await download(runtime, downloads, { maxBytes: MAX_RUNTIME_BYTES })
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.buffer
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(plain).arrayBuffer()
}

function tell(answer: Answer): void {
  self.postMessage(answer)
}

/** Describes the WebGPU adapter, and decides whether to use it. */
async function probe(
  webgpu: RequestTo<'load'>['webgpu'],
): Promise<{ adapter: string; usable: boolean }> {
  if (webgpu === 'off') return { adapter: 'WebGPU is off', usable: false }
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!adapter) return { adapter: 'no WebGPU adapter', usable: false }
  const { info } = adapter
  const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ')
  if (!info.isFallbackAdapter) return { adapter: name || 'unnamed adapter', usable: true }
  return { adapter: `${name} (software)`, usable: webgpu === 'any' }
}

/** z [N,d]: z_i = scale_i · vectors_i. */
function dequantize({ vectors, scale, items, dim }: RequestTo<'load'>): Float32Array<ArrayBuffer> {
  const dense = new Float32Array(items * dim)
  for (let i = 0, n = 0; i < items; i++)
    for (let j = 0; j < dim; j++, n++) dense[n] = scale[i] * vectors[n]
  return dense
}

/** Uploads the table once, so that no query has to. */
async function onDevice(dense: Float32Array<ArrayBuffer>, dims: number[]): Promise<ort.Tensor> {
  const device = await ort.env.webgpu.device
  const buffer = device.createBuffer({
    size: Math.ceil(dense.byteLength / 16) * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  })
  device.queue.writeBuffer(buffer, 0, dense)
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims })
}
