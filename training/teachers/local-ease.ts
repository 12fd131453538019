import { type Csr, CsrBuilder, TopK, transpose } from '../sparse/index.ts'

/** What a sparse EASE-R keeps of the whole. */
export interface LocalEaseOptions {
  lambda: number
  /** Items that each item is regressed on: those of the greatest cosine. */
  support?: number
}

/**
 * EASE-R (Steck, WWW 2019) by sub-problems, for catalogues whose N×N inverse is dear. Column i of B
 * is the ridge regression of item i on the items S that are most like it by cosine, where EASE-R's is on
 * all others:
 *
 *   b = (G_SS + λI)^{-1}·G_Si,  G = XᵀX
 *
 * Solved by Cholesky, |S|³/3 operations an item. With S all other items it is EASE-R exactly.
 *
 * @param gram G [N,N]; its diagonal is ignored, and may be missing
 * @param squares the diagonal of G, [N]
 * @returns [N,N], rows are history items, columns ascending
 */
export function localEase(
  { rows: items, offsets, index, values }: Csr,
  squares: ArrayLike<number>,
  { lambda, support = 64 }: LocalEaseOptions,
): Csr {
  const nearest = new TopK(support)
  const place = new Int32Array(items).fill(-1)
  const a = new Float64Array(support * support)
  const b = new Float64Array(support)
  const columns = new CsrBuilder(support)
  for (let i = 0; i < items; i++) {
    nearest.clear()
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      if (index[e] !== i) nearest.offer(index[e], values[e] / Math.sqrt(squares[index[e]] || 1))
    const n = nearest.count
    const own = nearest.columns
    for (let s = 0; s < n; s++) place[own[s]] = s
    for (let e = offsets[i]; e < offsets[i + 1]; e++)
      if (place[index[e]] >= 0) b[place[index[e]]] = values[e]
    for (let s = 0; s < n; s++) {
      a.fill(0, s * n, (s + 1) * n)
      for (let e = offsets[own[s]]; e < offsets[own[s] + 1]; e++)
        if (place[index[e]] >= 0) a[s * n + place[index[e]]] = values[e]
      a[s * n + s] = squares[own[s]] + lambda
    }
    solve(a, b, n)
    for (let s = 0; s < n; s++) {
      columns.push(own[s], b[s])
      place[own[s]] = -1
    }
    columns.endRow()
  }
  return transpose(columns.build(items))
}

/** Replaces b by A⁻¹·b for a symmetric positive definite A [n,n], whose lower triangle becomes its factor. */
function solve(a: Float64Array, b: Float64Array, n: number): void {
  for (let r = 0; r < n; r++) {
    for (let c = 0; c <= r; c++) {
      let sum = a[r * n + c]
      for (let k = 0; k < c; k++) sum -= a[r * n + k] * a[c * n + k]
      a[r * n + c] = r === c ? Math.sqrt(Math.max(sum, 1e-12)) : sum / a[c * n + c]
    }
  }
  for (let r = 0; r < n; r++) {
    for (let k = 0; k < r; k++) b[r] -= a[r * n + k] * b[k]
    b[r] /= a[r * n + r]
  }
  for (let r = n - 1; r >= 0; r--) {
    for (let k = r + 1; k < n; k++) b[r] -= a[k * n + r] * b[k]
    b[r] /= a[r * n + r]
  }
}
