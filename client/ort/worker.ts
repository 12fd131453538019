/**
 * ONNX Runtime in a worker of the SDK's own: after a lost device, or a wasm file that failed to
 * load once, a realm cannot recover, but a worker can be thrown away. Built twice, with the plain
 * and with the WebGPU runtime behind the name `onnxruntime`.
 */
import * as ort from 'onnxruntime'
import type { Answer, Request } from './messages.ts'

type Load = Extract<Request, { do: 'load' }>

interface Loaded extends Load {
  student_: ort.InferenceSession
  scorer_: ort.InferenceSession
  table: ort.Tensor
}

let loaded: Loaded | undefined
// Two overlapping runs on one WebGPU session freeze the page for good: one queue for every call.
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
  if (!loaded) throw new Error('nothing is loaded')
  const { intents, dim, history, items } = loaded
  if (request.do === 'encode') {
    const outputs = await loaded.student_.run({
      vectors: new ort.Tensor('float32', request.vectors, [1, history, dim]),
      kinds: new ort.Tensor('int32', request.kinds, [1, history]),
      ages: new ort.Tensor('float32', request.ages, [1, history]),
      mask: new ort.Tensor('float32', request.mask, [1, history]),
    })
    return {
      done: 'encode',
      intents: outputs.intents.data as Float32Array,
      attention: outputs.attention.data as Float32Array,
    }
  }
  const outputs = await loaded.scorer_.run({
    intents: new ort.Tensor('float32', request.intents, [intents, dim]),
    table: loaded.table,
  })
  const scores = outputs.scores.data as Float32Array
  if (scores.length !== items) throw new Error(`the scorer gave ${scores.length} scores`)
  return { done: 'score', scores }
}

async function load(request: Load): Promise<Answer> {
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmPaths = { wasm: request.wasm }
  ort.env.logLevel = 'error'
  const { adapter, usable } = await probe(request.webgpu)
  const provider = usable ? 'webgpu' : 'wasm'
  // A list of both would fall back without a word; this way the report is true.
  const options: ort.InferenceSession.SessionOptions = { executionProviders: [provider] }
  const student_ = await ort.InferenceSession.create(request.student, options)
  const scorer_ = await ort.InferenceSession.create(request.scorer, options)
  const dense = dequantize(request)
  const dims = [request.items, request.dim]
  const table =
    provider === 'webgpu' ? await onDevice(dense, dims) : new ort.Tensor('float32', dense, dims)
  loaded = { ...request, student_, scorer_, table }
  return { done: 'load', provider, adapter }
}

/** Whether there is an adapter that may be used, and what to call it. */
async function probe(webgpu: Load['webgpu']): Promise<{ adapter: string; usable: boolean }> {
  if (webgpu === 'off') return { adapter: 'WebGPU is off', usable: false }
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!adapter) return { adapter: 'no WebGPU adapter', usable: false }
  const { info } = adapter
  const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ')
  if (!info.isFallbackAdapter) return { adapter: name || 'unnamed adapter', usable: true }
  return { adapter: `${name} (software)`, usable: webgpu === 'any' }
}

function dequantize({ vectors, scale, items, dim }: Load): Float32Array {
  const dense = new Float32Array(items * dim)
  for (let i = 0, n = 0; i < items; i++)
    for (let j = 0; j < dim; j++, n++) dense[n] = scale[i] * vectors[n]
  return dense
}

/** The table stays on the device: it goes there once, not with every query. */
async function onDevice(dense: Float32Array, dims: number[]): Promise<ort.Tensor> {
  const device = (await ort.env.webgpu.device) as GPUDevice
  const buffer = device.createBuffer({
    size: Math.ceil(dense.byteLength / 16) * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  })
  device.queue.writeBuffer(buffer, 0, dense as Float32Array<ArrayBuffer>)
  return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims })
}
