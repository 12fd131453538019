import { type EncodedEvent, type Engine, instantEngine } from '@tacit-rec/engine'
import { type Problem, problemOf } from './failure.ts'
import type { Config, OrtFiles } from './messages.ts'
import { type OrtEngine, ortEngine } from './ort/index.ts'
import type { ClientPack } from './packs.ts'
import type { EngineName } from './types.ts'

/** Measured runs per engine, after one warm-up run. */
const MEASURED_RUNS = 5
/** Milliseconds of the instant engine above which a GPU can win enough to be noticed. */
const SLOW = 4

export interface EnginesOptions extends Pick<Config, 'engine' | 'webgpu' | 'saveData' | 'timeout'> {
  /** The pack's ONNX files. */
  models(): Promise<{ student: Uint8Array; scorer: Uint8Array }>
  /** Verdicts of earlier visits. */
  verdicts?: Verdicts
  /** Default 4 ms. */
  slow?: number
}

/** Remembers which engine was faster on this device with a pack. It is the same for everybody here. */
export interface Verdicts {
  read(): Promise<EngineName | null>
  write(name: EngineName): void
}

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
  /** Asks for ONNX Runtime if it is wanted or can win here. Call it when the page is idle. */
  warm(files: OrtFiles): Promise<void>
  dispose(): void
}

interface Current {
  engine: Engine
  name: EngineName
}

/**
 * Starts the instant engine, which ranks at once. ONNX Runtime is a download of megabytes and a
 * second of CPU, so `auto` asks for it only where it can win: the instant engine takes more than
 * 4 ms, the browser does not save data, and a real WebGPU adapter was found. Then both are measured
 * on the same artificial history, and the faster one is kept. What is fetched and run does not
 * depend on the person.
 *
 * @param changed called when the current engine changed, with the problem if one failed
 */
export async function startEngines(
  pack: ClientPack,
  options: EnginesOptions,
  changed: (problem?: Problem) => void,
): Promise<Engines> {
  const { engine: wanted, webgpu, timeout, slow = SLOW } = options
  const instant = instantEngine()
  await instant.load(pack)
  const fallback: Current = { engine: instant, name: 'instant' }
  const timings: Engines['timings'] = {}
  let ort: OrtEngine | null = null
  let current = fallback
  let adapter = wanted === 'instant' ? 'not requested: engine is instant' : 'not requested yet'
  let disposed = false
  let warming: Promise<void> | null = null
  let files: OrtFiles | null = null

  /** Why `auto` does not ask for ONNX Runtime; null if it should. */
  async function reasonAgainst(): Promise<string | null> {
    if (webgpu === 'off') return 'not requested: webgpu is off'
    if (options.saveData) return 'not requested: the browser saves data'
    if ((await options.verdicts?.read()) === 'instant')
      return 'not requested: the instant engine was faster on an earlier visit'
    timings.instant = await measure(instant, pack)
    if (timings.instant <= slow)
      return `not requested: the instant engine takes ${timings.instant.toFixed(1)} ms`
    const found = await probe(webgpu)
    return found.usable ? null : found.adapter
  }

  async function warmUp(): Promise<void> {
    if (wanted === 'instant') return
    if (wanted === 'auto') {
      const reason = await reasonAgainst()
      if (disposed) return
      if (reason) {
        adapter = reason
        return changed()
      }
    }
    try {
      await start(webgpu)
    } catch (error) {
      if (disposed) return
      adapter = problemOf(error).message
      changed(problemOf(error))
      // Plain WASM works in places where WebGPU is blocked or was lost, but wins nowhere.
      if (wanted === 'ort' && webgpu !== 'off') await start('off').catch(gaveUp)
    }
  }

  function gaveUp(error: unknown): void {
    if (disposed) return
    adapter = problemOf(error).message
    changed(problemOf(error))
  }

  async function start(use: Config['webgpu']): Promise<void> {
    const models = await options.models()
    if (disposed) return
    const engine = ortEngine({ files: files!, webgpu: use, timeout, ...models })
    ort = engine
    try {
      await engine.load(pack)
      timings.instant = await measure(instant, pack)
      const name = engine.provider === 'webgpu' ? 'ort-webgpu' : 'ort-wasm'
      timings[name] = await measure(engine, pack)
      if (disposed) return
      adapter = engine.adapter
      const won = timings[name] < timings.instant
      if (wanted === 'ort' || won) current = { engine, name }
      else await engine.dispose()
      if (wanted === 'auto') options.verdicts?.write(won ? name : 'instant')
      changed()
    } catch (error) {
      await engine.dispose()
      throw error
    }
  }

  function fallBack(error: unknown): void {
    if (current === fallback || disposed) return
    current = fallback
    void ort?.dispose()
    ort = null
    gaveUp(error)
    if (wanted === 'ort' && webgpu !== 'off') void start('off').catch(gaveUp)
  }

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
    warm(own) {
      files = own
      warming ??= warmUp().catch(gaveUp)
      return warming
    },
    dispose() {
      disposed = true
      void ort?.dispose()
      void instant.dispose()
    },
  }
}

/** Describes the WebGPU adapter, and decides whether to use it. */
async function probe(webgpu: 'real' | 'any'): Promise<{ adapter: string; usable: boolean }> {
  const found = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!found) return { adapter: 'not requested: no WebGPU adapter', usable: false }
  const { info } = found
  const name = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ')
  if (!info.isFallbackAdapter) return { adapter: name, usable: true }
  return { adapter: `not requested: ${name} is software`, usable: webgpu === 'any' }
}

/** Median milliseconds to encode and score one artificial history of ten events. */
async function measure(engine: Engine, { manifest }: ClientPack): Promise<number> {
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
