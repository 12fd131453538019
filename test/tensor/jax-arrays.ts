import { numpy as np } from '@jax-js/jax'

/** A float64 constant of an oracle. */
export function constant(values: ArrayLike<number>, shape: number[]): np.Array {
  return np.array(Float64Array.from(values), { shape, dtype: np.float64 })
}

/** Rows of X by a dense product, independent of any gather. */
export function pick(x: np.Array, rows: ArrayLike<number>): np.Array {
  const picks = new Float64Array(rows.length * x.shape[0])
  for (let r = 0; r < rows.length; r++) picks[r * x.shape[0] + rows[r]] = 1
  return np.matmul(constant(picks, [rows.length, x.shape[0]]), x)
}

/** Rows scaled to length 1, with 1e-12 added to the squared length. */
export function unitRows(x: np.Array): np.Array {
  const squares = np.sum(np.square(x.ref), 1, { keepdims: true })
  return x.div(np.sqrt(squares.add(1e-12)))
}

/** A·Bᵀ. */
export function times(a: np.Array, b: np.Array): np.Array {
  return np.matmul(a, np.transpose(b))
}
