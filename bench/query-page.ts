/** Runs in the browser: times one utterance by the network of queries, in plain TypeScript and by ONNX Runtime. */
import * as ort from 'onnxruntime-web/wasm'
import {
  decodeReading,
  embedTokens,
  type Network,
  readNetwork,
  readTokens,
} from '../engine/index.ts'

declare global {
  interface Window {
    query(way: 'instant' | 'ort', utterances: string[][]): Promise<Times>
    files(): Promise<{ network: string; model: string; runtime: string }>
  }
}

/** Milliseconds of one utterance. */
export interface Times {
  median: number
  p95: number
}

const WARM_UP = 50
let network: Network
let session: ort.InferenceSession | undefined

window.query = async (way, utterances) => {
  if (!session) await open()
  const times: number[] = []
  for (const [n, tokens] of [...utterances.slice(0, WARM_UP), ...utterances].entries()) {
    const began = performance.now()
    decodeReading(network, way === 'ort' ? await byOrt(tokens) : readTokens(network, tokens))
    if (n >= WARM_UP) times.push(performance.now() - began)
  }
  times.sort((a, b) => a - b)
  return { median: times[times.length >> 1], p95: times[Math.floor(0.95 * times.length)] }
}

async function open(): Promise<void> {
  const { network: bytes, model, runtime } = await window.files()
  network = readNetwork(bytesOf(bytes))
  ort.env.wasm.numThreads = 1
  ort.env.wasm.wasmBinary = bytesOf(runtime).buffer
  session = await ort.InferenceSession.create(bytesOf(model), { executionProviders: ['wasm'] })
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

async function byOrt(tokens: readonly string[]) {
  const inputs = embedTokens(network, tokens).map((x, n) => [
    `x${n}`,
    new ort.Tensor('float32', x, [tokens.length, network.sizes.width]),
  ])
  const { clause, bound, tags } = await session!.run(Object.fromEntries(inputs))
  const [begins, floats] = [
    bound.data as Float32Array,
    (one: ort.Tensor) => one.data as Float32Array,
  ]
  return {
    length: tokens.length,
    clause: floats(clause),
    begins: Float32Array.from(tokens, (_, t) => begins[2 * t + 1]),
    tags: floats(tags),
  }
}
