import type { LoadedPack } from '@tacit-rec/pack'
import type * as Core from './core.ts'
import type { Engines } from './engines.ts'
import type { History } from './history/history.ts'
import { openHistory } from './history/index.ts'
import type { Opened } from './packs.ts'
import type { Platform } from './platform.ts'
import type { Ranking } from './rank.ts'
import type { Recommendations, RecommenderOptions } from './types.ts'

/** An open pack, its engines, and the code that works on them. */
export interface Booted extends Opened {
  core: typeof Core
  engines: Engines
}

/** One recommender's state: history, pack, engines, listeners. */
export interface Session {
  /** Root of the catalogue's routes on the edge: …/v1/c/NAME. */
  readonly base: string
  /** Folder of the SDK's files, ending in `/`. */
  readonly assets: string
  readonly history: History
  /** The pack's kinds; null before it is open. */
  readonly kinds: LoadedPack['manifest']['kinds'] | null
  /** Null if there is no pack; {@link failure} says why. */
  readonly booted: Promise<Booted | null>
  /** Why there is no pack; empty before. */
  readonly failure: string
  /** Runs work on the pack. An error, a missing pack or an abort gives an empty `fallback`. */
  answer(
    work: (booted: Booted) => Ranking | Promise<Ranking>,
    signal?: AbortSignal,
  ): Promise<Recommendations>
  /** Calls every listener. */
  changed(): void
  subscribe(listener: () => void): () => void
  dispose(): Promise<void>
}

/** Starts to load: the core chunk, then the pack, then the engines. */
export function openSession(options: RecommenderOptions, platform: Platform): Session {
  const { catalogue = 'default', engine = 'auto', webgpu = 'real' } = options
  const base = `${normalizedEdge(options.edge)}/v1/c/${catalogue}`
  const assets = options.assets ?? new URL('./', import.meta.url).href
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of [...listeners]) void quietly(listener)
  }
  const history = openHistory(
    { ...options, base, store: options.store ?? base, user: options.user ?? '', warn },
    platform,
    changed,
  )
  let failure = ''
  let kinds: Session['kinds'] = null
  const booted = boot().catch((error: unknown) => {
    failure = messageOf(error)
    return null
  })

  async function boot(): Promise<Booted> {
    const core = await import('./core.ts')
    const opened = await core.openCurrent(base, platform)
    kinds = opened.pack.manifest.kinds
    const engines = await core.startEngines(opened.pack, { engine, assets, webgpu }, changed)
    return { ...opened, core, engines }
  }

  return {
    base,
    assets,
    history,
    get kinds() {
      return kinds
    },
    booted,
    get failure() {
      return failure
    },
    async answer(work, signal) {
      const ready = await booted
      const began = performance.now()
      const finish = (ranking: Ranking): Recommendations => ({
        ...ranking,
        milliseconds: performance.now() - began,
        sequence: ready?.pack.manifest.sequence ?? null,
        stale: ready?.fromCache ?? false,
      })
      try {
        if (!ready) throw new Error(failure)
        signal?.throwIfAborted()
        const ranking = await work(ready)
        signal?.throwIfAborted()
        return finish(ranking)
      } catch (error) {
        return finish({ items: [], source: 'fallback', engine: 'none', reason: messageOf(error) })
      }
    },
    changed,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async dispose() {
      listeners.clear()
      history.dispose()
      await (await booted)?.engines.dispose()
    },
  }
}

/** One spelling for all that mean the same edge, since histories are named by it. */
function normalizedEdge(edge: string): string {
  try {
    const { origin, pathname } = new URL(edge, globalThis.location?.href)
    return origin + pathname.replace(/\/+$/, '')
  } catch {
    return edge.replace(/\/+$/, '')
  }
}

export function warn(message: string): void {
  console.warn(`[tacit] ${message}`)
}

/** Runs work whose errors must not reach the page. */
export async function quietly(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.debug('[tacit]', error)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
