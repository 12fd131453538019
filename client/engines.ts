import type { EncodedEvent, Engine } from '@tacit-rec/engine'
import type { LoadedPack } from '@tacit-rec/pack'
import type * as Core from './core.ts'
import { type OrtEngine, ortEngine } from './ort/engine.ts'
import type { EngineName } from './types.ts'

/** Runs that an engine is measured by, after one that warms it up. */
const MEASURED_RUNS = 5

export interface EnginesOptions {
  engine: 'auto' | 'instant' | 'ort'
  assets: string
  webgpu: 'real' | 'any' | 'off'
}

/** Both engines behind one door. */
export interface Engines {
  /** The one that answers now. */
  current(): { engine: Engine; name: EngineName }
  /** Settles when there is nothing left to warm up or measure. */
  readonly settled: Promise<void>
  readonly timings: Partial<Record<EngineName, number>>
  adapter(): string
  /** The current engine failed: instant from now on, ONNX Runtime once more on plain WASM. */
  failed(error: unknown): void
  dispose(): Promise<void>
}

/**
 * `auto` answers from the instant engine until ONNX Runtime is warm, measures both on the same
 * made-up history, and keeps the faster. What is fetched and run does not depend on the person.
 */
export async function startEngines(
  core: typeof Core,
  pack: LoadedPack,
  { engine: wanted, assets, webgpu }: EnginesOptions,
  changed: () => void,
): Promise<Engines> {
  const instant = core.instantEngine()
  await instant.load(pack)
  const timings: Engines['timings'] = {}
  let ort: OrtEngine | null = null
  let chosen: EngineName = 'instant'
  let adapter = wanted === 'instant' ? 'not asked: engine is instant' : 'not asked yet'
  let retried = false

  const nameOf = (engine: OrtEngine): EngineName =>
    engine.provider === 'webgpu' ? 'ort-webgpu' : 'ort-wasm'

  async function warm(use: EnginesOptions['webgpu']): Promise<void> {
    const engine = ortEngine(core, { assets, webgpu: use })
    try {
      await engine.load(pack)
      adapter = engine.adapter
      const name = nameOf(engine)
      timings.instant = await measure(instant, pack)
      timings[name] = await measure(engine, pack)
      ort = engine
      if (wanted === 'ort' || timings[name]! < timings.instant) chosen = name
      changed()
    } catch (error) {
      await engine.dispose()
      await again(error, use)
    }
  }

  /** WebGPU may be blocked or lost where plain WASM works. */
  async function again(error: unknown, failed: EnginesOptions['webgpu']): Promise<void> {
    adapter = error instanceof Error ? error.message : String(error)
    if (retried || failed === 'off') return
    retried = true
    await warm('off')
  }

  const settled = wanted === 'instant' ? Promise.resolve() : warm(webgpu)
  // Asked for by name, it is waited for; otherwise the page goes on.
  if (wanted === 'ort') await settled

  return {
    current: () =>
      chosen === 'instant' ? { engine: instant, name: chosen } : { engine: ort!, name: chosen },
    settled,
    timings,
    adapter: () => adapter,
    failed(error) {
      if (chosen === 'instant') return
      chosen = 'instant'
      void ort?.dispose()
      ort = null
      void again(error, webgpu)
    },
    async dispose() {
      await ort?.dispose()
      await instant.dispose()
    },
  }
}

/** Median milliseconds to encode and score one made-up history of ten events. */
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
