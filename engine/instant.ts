import { TacitError } from '@tacit-rec/pack'
import { encode } from './encode.ts'
import { type Scorer, scorer } from './kernel.ts'
import { combine } from './score.ts'
import type { Engine, Model } from './types.ts'

export interface InstantOptions {
  /** Default true; false: plain TypeScript even if WebAssembly is available. */
  wasm?: boolean
}

/** The instant engine, which also reports its backend. */
export interface InstantEngine extends Engine {
  /** null until a pack is loaded. */
  readonly backend: Scorer['backend'] | null
}

/**
 * An engine that is ready as soon as the pack is. The encoder is TypeScript; a SIMD kernel of about
 * a kilobyte scores the items, or TypeScript where WebAssembly is blocked.
 *
 * @example
 * const engine = instantEngine()
 * await engine.load(pack)
 * const scores = await engine.score(await engine.encode(events), events)
 */
export function instantEngine({ wasm = true }: InstantOptions = {}): InstantEngine {
  let ready: { pack: Model; pooled: Scorer } | null = null

  function loaded() {
    if (ready) return ready
    throw new TacitError(
      'engine/empty',
      '[engine] instant: no pack is loaded: call load(pack) first',
    )
  }

  return {
    name: 'instant',
    get backend() {
      return ready?.pooled.backend ?? null
    },
    async load(pack) {
      ready = { pack, pooled: scorer(pack, { wasm }) }
    },
    async encode(events) {
      return encode(loaded().pack, events)
    },
    async pool(encoded) {
      return loaded().pooled(encoded.intents)
    },
    async score(encoded, events) {
      const { pack, pooled } = loaded()
      return combine(pack, pooled(encoded.intents), events)
    },
    async dispose() {
      ready = null
    },
  }
}
