import { type Csr, normalizeBoth, transpose } from '../../sparse/index.ts'

/**
 * Â = D^{-½}·A·D^{-½} of users and items as one symmetric matrix (He et al., SIGIR 2020, eq. 3):
 * the users' nodes first, then the items'.
 *
 * @param x [U,N], binary
 * @returns [U+N,U+N], columns ascending
 */
export function bipartite(x: Csr): Csr {
  const byUser = normalizeBoth(x)
  const byItem = transpose(byUser)
  const entries = x.index.length
  const size = x.rows + x.cols
  const offsets = new Int32Array(size + 1)
  offsets.set(byUser.offsets)
  for (let i = 0; i < x.cols; i++) offsets[x.rows + i + 1] = entries + byItem.offsets[i + 1]
  const index = new Int32Array(2 * entries)
  index.set(byUser.index.map((item) => x.rows + item))
  index.set(byItem.index, entries)
  const values = new Float32Array(2 * entries)
  values.set(byUser.values)
  values.set(byItem.values, entries)
  return { rows: size, cols: size, offsets, index, values }
}
