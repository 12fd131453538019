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

/** Pools the scores of one pack's items. */
export interface Scorer {
  /** pool_k(u_k · z_i) of every item. @param intents u [K,d] @returns [N], a new array */
  (intents: Float32Array): Float32Array
  readonly backend: 'wasm' | 'typescript'
}

/**
 * Makes a function that equals {@link pooledScores} within 1e-6. It runs the SIMD kernel if
 * WebAssembly is available and the table fits into its memory, else plain TypeScript.
 */
export function scorer(pack: Model, { wasm = true }: { wasm?: boolean } = {}): Scorer {
  if (wasm) {
    try {
      return Object.assign(kernelScorer(pack, compile()), { backend: 'wasm' } as const)
    } catch {
      // A strict CSP, a Worker (no compiling), no SIMD or no memory: plain TypeScript is correct
      // but slower.
    }
  }
  const plain = (intents: Float32Array) => pooledScores(pack, intents)
  return Object.assign(plain, { backend: 'typescript' } as const)
}

/**
 * The kernel's half of {@link scorer}, for a host that has `score.wasm` compiled, as Cloudflare's Workers
 * have, where nothing can be compiled at run time.
 *
 * @returns a function from intents u [K,d] to [N], a new array
 * @throws if the memory cannot grow
 */
export function kernelScorer(
  { manifest, items }: Model,
  module: WebAssembly.Module,
): (intents: Float32Array) => Float32Array {
  const { items: N, dim, intents: K, score } = manifest
  const mode = MODES[score.pool]
  const padded = Math.ceil(K / 4) * 4
  const {
    memory,
    base,
    score: run,
  } = new WebAssembly.Instance(module).exports as unknown as Exports
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
  // Growing the memory detaches views, so they are created after it.
  new Int8Array(memory.buffer, table, N * dim).set(items.vectors)
  new Float32Array(memory.buffer, scale, N).set(items.scale)
  const rows = new Float32Array(memory.buffer, queries, padded * dim)
  const result = new Float32Array(memory.buffer, out, N * (mode === RAW ? padded : 1))
  return (intents) => {
    rows.set(intents)
    for (let k = K; k < padded; k++) rows.copyWithin(k * dim, 0, dim)
    run(table, scale, N, dim, queries, K, padded, mode, out, row)
    if (mode !== RAW) return result.slice()
    const pooled = new Float32Array(N)
    for (let i = 0; i < N; i++) pooled[i] = pool(result, i * padded, K, score)
    return pooled
  }
}

/** Synchronous: browsers allow that for modules under 4 KB. */
function compile(): WebAssembly.Module {
  return new WebAssembly.Module(Uint8Array.from(atob(SCORE_WASM), (letter) => letter.charCodeAt(0)))
}
