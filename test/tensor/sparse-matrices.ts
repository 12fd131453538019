import type { Random } from '../../training/random.ts'
import { type Csr, symmetric } from '../../training/sparse/index.ts'

/** Entries where chance allows, normal values; some rows stay empty. */
export function randomSparse(rows: number, cols: number, density: number, random: Random): Csr {
  const offsets = new Int32Array(rows + 1)
  const index: number[] = []
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) if (random.uniform() < density) index.push(c)
    offsets[r + 1] = index.length
  }
  const values = Float32Array.from(index, () => random.normal())
  return { rows, cols, offsets, index: Int32Array.from(index), values }
}

/** D^{-½}·A·D^{-½} of a random undirected graph. */
export function normalizedGraph(nodes: number, density: number, random: Random): Csr {
  const pairs: [number, number][] = []
  const degree = new Float64Array(nodes)
  for (let a = 0; a < nodes; a++)
    for (let b = a + 1; b < nodes; b++) {
      if (random.uniform() >= density) continue
      pairs.push([a, b])
      degree[a]++
      degree[b]++
    }
  return symmetric(nodes, {
    a: Int32Array.from(pairs, ([a]) => a),
    b: Int32Array.from(pairs, ([, b]) => b),
    value: pairs.map(([a, b]) => 1 / Math.sqrt(degree[a] * degree[b])),
  })
}

/** Row-major [rows,cols]. */
export function dense({ rows, cols, offsets, index, values }: Csr): Float64Array {
  const out = new Float64Array(rows * cols)
  for (let r = 0; r < rows; r++)
    for (let e = offsets[r]; e < offsets[r + 1]; e++) out[r * cols + index[e]] += values[e]
  return out
}
