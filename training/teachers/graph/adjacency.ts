import { type Csr, transpose } from '../../data/index.ts'

/**
 * Â = D^{-½}·A·D^{-½} of users and items as one symmetric matrix (He et al., SIGIR 2020, eq. 3):
 * the users' nodes first, then the items'.
 *
 * @param x [U,N], binary
 * @returns [U+N,U+N], columns ascending
 */
export function bipartite(x: Csr): Csr {
  const t = transpose(x)
  const size = x.rows + x.cols
  const offsets = new Int32Array(size + 1)
  const index = new Int32Array(2 * x.index.length)
  const values = new Float32Array(2 * x.index.length)
  const degree = (m: Csr, r: number) => m.offsets[r + 1] - m.offsets[r]
  let at = 0
  const append = (own: Csr, other: Csr, shift: number, row: number, r: number) => {
    for (let e = own.offsets[r]; e < own.offsets[r + 1]; e++) {
      index[at] = shift + own.index[e]
      values[at++] = 1 / Math.sqrt(degree(own, r) * degree(other, own.index[e]))
    }
    offsets[row + 1] = at
  }
  for (let u = 0; u < x.rows; u++) append(x, t, x.rows, u, u)
  for (let i = 0; i < x.cols; i++) append(t, x, 0, x.rows + i, i)
  return { rows: size, cols: size, offsets, index, values }
}
