import { SCORE_WASM } from './kernels/score.generated.ts'
import { pool } from './pool.ts'
import { pooledScores } from './score.ts'
import type { Model } from './types.ts'

interface Exports {
  memory: WebAssembly.Memory
  base(): number
  score(
    table: number,
    scale: number,
    rows: number,
    dim: number,
    queries: number,
    count: number,
    padded: number,
    mode: number,
    out: number,
    row: number,
  ): void
}

const PAGE = 65_536
const RAW = 0
const MODES = { max: 1, mean: 2, logsumexp: RAW } as const

/** Pools the scores of one pack's items; holds the table where its way needs a copy. */
export interface Scorer {
  /** @param intents [K,d]. @returns [N], a fresh array: pool_k(u_k · z_i) */
  (intents: Float32Array): Float32Array
  /** How it computes. */
  readonly backend: 'wasm' | 'typescript'
}

/**
 * A function that scores a pack's items as {@link pooledScores} does (within 1e-6), through the
 * SIMD kernel where WebAssembly is allowed and the table fits, else in plain TypeScript.
 */
export function scorer(pack: Model, { wasm = true }: { wasm?: boolean } = {}): Scorer {
  if (wasm) {
    try {
      return Object.assign(kernelScorer(pack), { backend: 'wasm' } as const)
    } catch {
      // A page's CSP, a Worker's ban on compiling, no SIMD, no memory: slower, never wrong.
    }
  }
  const plain = (intents: Float32Array) => pooledScores(pack, intents)
  return Object.assign(plain, { backend: 'typescript' } as const)
}

/** @throws when the kernel cannot be compiled or its memory cannot grow */
function kernelScorer({ manifest, items }: Model): (intents: Float32Array) => Float32Array {
  const { items: N, dim, intents: K, score } = manifest
  const mode = MODES[score.pool]
  const padded = Math.ceil(K / 4) * 4
  const { memory, base, score: run } = instantiate()
  let end = base()
  const place = (bytes: number) => {
    const at = end
    end += Math.ceil(bytes / 16) * 16
    return at
  }
  const table = place(N * dim)
  const scale = place(N * 4)
  const queries = place(padded * dim * 4)
  const row = place(padded * 4)
  const out = place(N * 4 * (mode === RAW ? padded : 1))
  memory.grow(Math.max(0, Math.ceil(end / PAGE) - memory.buffer.byteLength / PAGE))
  // Views are made after the only growth, which detaches older ones.
  new Int8Array(memory.buffer, table, N * dim).set(items.vectors)
  new Float32Array(memory.buffer, scale, N).set(items.scale)
  const rows = new Float32Array(memory.buffer, queries, padded * dim)
  const result = new Float32Array(memory.buffer, out, N * (mode === RAW ? padded : 1))
  return (intents) => {
    rows.set(intents)
    for (let k = K; k < padded; k++) rows.copyWithin(k * dim, 0, dim)
    run(table, scale, N, dim, queries, K, padded, mode, out, row)
    if (mode !== RAW) return result.slice()
    return Float32Array.from({ length: N }, (_, i) => pool(result, i * padded, K, score))
  }
}

/** Synchronous, as a module under 4 KB may be everywhere. */
function instantiate(): Exports {
  const bytes = Uint8Array.from(atob(SCORE_WASM), (letter) => letter.charCodeAt(0))
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as Exports
}
