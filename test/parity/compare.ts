import { join } from 'node:path'
import {
  combine,
  type Encoded,
  type EncodedEvent,
  encode,
  gather,
  instantEngine,
  positives,
  topK,
} from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import { build } from 'esbuild'
import * as ort from 'onnxruntime-node'
import type { Browser } from 'playwright-core'
import { createRandom } from '../../training/random.ts'
import {
  createRuntime,
  intentAttention,
  normalizeRows,
  parameter,
  Tape,
} from '../../training/tensor/index.ts'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'

/** Scores one history by one implementation. */
export type Score = (events: EncodedEvent[]) => Promise<Float32Array>

/**
 * `count` histories of 1 to 70 events, of every kind that the pack knows: some are longer than the
 * encoder reads, some hold dislikes and opposites.
 */
export function randomHistories({ manifest }: LoadedPack, count: number): EncodedEvent[][] {
  const random = createRandom(200)
  return Array.from({ length: count }, () => {
    const length = 1 + random.below(random.uniform() < 0.2 ? 70 : 15)
    return Array.from({ length }, (_, n) => ({
      item: random.below(manifest.items),
      kind: random.below(manifest.kinds.length),
      age: random.uniform() < 0.1 ? -1 : (length - 1 - n) * random.uniform() * 3,
    }))
  })
}

/**
 * Whether two engines agree (docs/architecture.md#engines): the same top 20, except among items
 * whose scores differ by less than 1e-5.
 */
export function sameTop20(one: Float32Array, other: Float32Array): boolean {
  const [a, b] = [topK(one, 20), topK(other, 20)]
  return a.every(({ item }, n) => item === b[n].item || Math.abs(one[item] - one[b[n].item]) < 1e-5)
}

export function largestDifference(one: Float32Array, other: Float32Array): number {
  return one.reduce((max, value, i) => Math.max(max, Math.abs(value - other[i])), 0)
}

/** The student by training's tape ops, in float32, over the pack's table. */
export async function trainingSide(
  pack: LoadedPack,
): Promise<{ score: Score; end(): Promise<void> }> {
  const { intents, dim, history, kinds, score } = pack.manifest
  const runtime = await createRuntime({ bytes: 64 << 20, threads: 1 })
  const weights = {
    query: parameter(runtime, intents, dim, pack.weights.query),
    position: parameter(runtime, intents, history, pack.weights.position),
    kind: parameter(runtime, intents, kinds.length, pack.weights.kind),
    age: parameter(runtime, intents, 2, pack.weights.age),
  }
  const tape = new Tape(runtime)
  const { vectors, scale } = pack.items
  return {
    async score(events) {
      const seen = positives(pack.manifest, events).slice(-history)
      const x = tape.make(seen.length, dim)
      x.data.set(gather(pack, events).vectors.subarray(0, seen.length * dim))
      const batch = {
        offsets: Int32Array.of(0, seen.length),
        position: Int32Array.from(seen, (_, n) => seen.length - 1 - n),
        kind: Int32Array.from(seen, ({ kind }) => kind),
        age: Float32Array.from(seen, ({ age }) => age),
      }
      const u = normalizeRows(tape, intentAttention(tape, x, batch, weights)).data
      const pooled = new Float32Array(pack.manifest.items)
      for (let i = 0; i < pooled.length; i++) {
        const each = Array.from({ length: intents }, (_, k) => {
          let dot = 0
          for (let c = 0; c < dim; c++) dot += u[k * dim + c] * vectors[i * dim + c]
          return dot * scale[i]
        })
        pooled[i] = pool(each, score.pool, score.temperature)
      }
      tape.reset()
      return combine(pack, pooled, events)
    },
    end: () => runtime.dispose(),
  }
}

function pool(x: number[], how: LoadedPack['manifest']['score']['pool'], temperature: number) {
  if (how === 'max') return Math.max(...x)
  if (how === 'mean') return x.reduce((a, b) => a + b) / x.length
  const mean = x.reduce((sum, v) => sum + Math.exp(v / temperature), 0) / x.length
  return temperature * Math.log(mean)
}

/** The pack's ONNX files in onnxruntime-node. */
export async function onnxSide(pack: LoadedPack): Promise<Score> {
  const { items, dim, intents, history } = pack.manifest
  // Threads of its own would wait busily between runs this short.
  const alone = { intraOpNumThreads: 1 }
  const student = await ort.InferenceSession.create(pack.student!, alone)
  const scorer = await ort.InferenceSession.create(pack.scorer!, alone)
  const { vectors, scale } = pack.items
  const dense = Float32Array.from(vectors, (v, n) => v * scale[Math.floor(n / dim)])
  const table = new ort.Tensor('float32', dense, [items, dim])
  return async (events) => {
    const { vectors, kinds, ages, mask } = gather(pack, events)
    const encoded = await student.run({
      vectors: new ort.Tensor('float32', vectors, [1, history, dim]),
      kinds: new ort.Tensor('int32', kinds, [1, history]),
      ages: new ort.Tensor('float32', ages, [1, history]),
      mask: new ort.Tensor('float32', mask, [1, history]),
    })
    const u = new ort.Tensor('float32', encoded.intents.data as Float32Array, [intents, dim])
    const { scores } = await scorer.run({ intents: u, table })
    return combine(pack, scores.data as Float32Array, events)
  }
}

/** The instant engine, with or without its kernel. */
export async function engineSide(pack: LoadedPack, wasm: boolean): Promise<Score> {
  const engine = instantEngine({ wasm })
  await engine.load(pack)
  return async (events) => engine.score(encode(pack, events) as Encoded, events)
}

/** A site that serves a pack, and a browser for its page. */
export async function startPage(folder: {
  pack: LoadedPack
  files: Map<string, Uint8Array>
}): Promise<{ browser: Browser; site: Site }> {
  buildSdk()
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    outdir: import.meta.dirname,
  })
  const { pack, files } = folder
  const site = await startSite({ manifest: pack.manifest, files, loaded: pack })
  site.script = outputFiles[0].text
  return { browser: await launchChromium(), site }
}

/** Scores of many histories by one of the SDK's engines, in a page of that site. */
export async function browserScores(
  browser: Browser,
  site: Site,
  engine: BrowserEngine,
  histories: EncodedEvent[][],
): Promise<{ provider: string; scores: Float32Array[] }> {
  const page = await browser.newPage()
  await page.goto(site.url)
  await page.waitForFunction(() => 'parity' in window)
  const { provider, scores } = await page.evaluate(
    async ({ engine, histories }) => window.parity(engine, histories),
    { engine, histories },
  )
  await page.close()
  return { provider, scores: scores.map((text) => decode(text)) }
}

/** The instant engine, or ONNX Runtime with WebGPU off or on any adapter. */
export type BrowserEngine = 'instant' | 'off' | 'any'

declare global {
  interface Window {
    /** Set by the page: scores as base64 of float32. */
    parity(
      engine: BrowserEngine,
      histories: EncodedEvent[][],
    ): Promise<{ provider: string; scores: string[] }>
  }
}

function decode(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer)
}
