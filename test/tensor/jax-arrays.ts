import { numpy as np } from '@jax-js/jax'

/** A constant of an oracle, float64. */
export function constant(values: ArrayLike<number>, shape: number[]): np.Array {
  return np.array(Float64Array.from(values), { shape, dtype: np.float64 })
}

/** The rows of X, by a dense product that no gather of anybody's is needed for. */
export function pick(x: np.Array, rows: ArrayLike<number>): np.Array {
  const picks = new Float64Array(rows.length * x.shape[0])
  for (let r = 0; r < rows.length; r++) picks[r * x.shape[0] + rows[r]] = 1
  return np.matmul(constant(picks, [rows.length, x.shape[0]]), x)
}

/** Rows of length 1, to 1e-12 of their squares. */
export function unitRows(x: np.Array): np.Array {
  const squares = np.sum(np.square(x.ref), 1, { keepdims: true })
  return x.div(np.sqrt(squares.add(1e-12)))
}

/** A·Bᵀ. */
export function times(a: np.Array, b: np.Array): np.Array {
  return np.matmul(a, np.transpose(b))
}
