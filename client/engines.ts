import { type EncodedEvent, type Engine, instantEngine } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import { type OrtEngine, ortEngine } from './ort/index.ts'
import type { EngineName, RecommenderOptions } from './types.ts'

/** Measured runs per engine, after one warm-up run. */
const MEASURED_RUNS = 5

export type EnginesOptions = Required<Pick<RecommenderOptions, 'engine' | 'assets' | 'webgpu'>>

/** Both engines; one of them is current. */
export interface Engines {
  /** The current engine. */
  readonly name: EngineName
  /** Median milliseconds of each measured engine. */
  readonly timings: Partial<Record<EngineName, number>>
  /** The WebGPU adapter, or why there is none. */
  readonly adapter: string
  /** Runs work on the current engine. If that fails, repeats it on the instant engine. */
  run<T>(work: (engine: Engine) => Promise<T>): Promise<{ result: T; name: EngineName }>
  dispose(): Promise<void>
}

interface Current {
  engine: Engine
  name: EngineName
}

/**
 * Starts the engines. `auto` answers with the instant engine until ONNX Runtime is warm, measures
 * both on the same artificial history, and keeps the faster one. What it fetches and runs does not
 * depend on the person.
 *
 * @param changed called when the current engine may have changed
 */
export async function startEngines(
  pack: LoadedPack,
  { engine: wanted, assets, webgpu }: EnginesOptions,
  changed: () => void,
): Promise<Engines> {
  const instant = instantEngine()
  await instant.load(pack)
  const fallback: Current = { engine: instant, name: 'instant' }
  const timings: Engines['timings'] = {}
  let ort: OrtEngine | null = null
  let current = fallback
  let adapter = wanted === 'instant' ? 'not requested: engine is instant' : 'not requested yet'
  let retried = false

  async function warm(use: EnginesOptions['webgpu']): Promise<void> {
    const engine = ortEngine({ assets, webgpu: use })
    try {
      await engine.load(pack)
      adapter = engine.adapter
      const name = engine.provider === 'webgpu' ? 'ort-webgpu' : 'ort-wasm'
      timings.instant = await measure(instant, pack)
      timings[name] = await measure(engine, pack)
      ort = engine
      if (wanted === 'ort' || timings[name] < timings.instant) current = { engine, name }
      changed()
    } catch (error) {
      await engine.dispose()
      await retry(error, use)
    }
  }

  /** Tries plain WASM once: it works in places where WebGPU is blocked or was lost. */
  async function retry(error: unknown, failed: EnginesOptions['webgpu']): Promise<void> {
    adapter = error instanceof Error ? error.message : String(error)
    if (retried || failed === 'off') return
    retried = true
    await warm('off')
  }

  function fallBack(error: unknown): void {
    if (current === fallback) return
    current = fallback
    void ort?.dispose()
    ort = null
    void retry(error, webgpu)
  }

  const warmed = wanted === 'instant' ? Promise.resolve() : warm(webgpu)
  // `ort` waits for ONNX Runtime; `auto` answers meanwhile.
  if (wanted === 'ort') await warmed

  return {
    get name() {
      return current.name
    },
    get adapter() {
      return adapter
    },
    timings,
    async run(work) {
      try {
        const { engine, name } = current
        return { result: await work(engine), name }
      } catch (error) {
        fallBack(error)
        return { result: await work(instant), name: fallback.name }
      }
    },
    async dispose() {
      await ort?.dispose()
      await instant.dispose()
    },
  }
}

/** Median milliseconds to encode and score one artificial history of ten events. */
async function measure(engine: Engine, { manifest }: LoadedPack): Promise<number> {
  const events: EncodedEvent[] = Array.from({ length: 10 }, (_, n) => ({
    item: Math.floor((n * manifest.items) / 10),
    kind: 0,
    age: 9 - n,
  }))
  const times: number[] = []
  for (let run = 0; run <= MEASURED_RUNS; run++) {
    const began = performance.now()
    await engine.score(await engine.encode(events), events)
    if (run > 0) times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[MEASURED_RUNS >> 1]
}
