import { roundToHalves } from '@tacit-rec/pack'

/** int8 rows with a scale each: row ≈ scale · int8. */
export interface QuantizedRows {
  /** [N,d] */
  vectors: Int8Array
  /** [N], max |x| / 127 as a half; 0 for a row of zeros. */
  scale: Float32Array
}

/**
 * int8 rows: scale_i = max_c |x_ic| / 127, v_ic = round(x_ic / scale_i). The scale is a half, as in
 * packs, so that the rounding of it costs no precision.
 *
 * @param rows float32 [N,d], unit rows in a pack
 */
export function quantizeRows(rows: Float32Array, count: number, dim: number): QuantizedRows {
  const vectors = new Int8Array(count * dim)
  const scale = roundToHalves(
    Float32Array.from({ length: count }, (_, i) => {
      let max = 0
      for (let c = i * dim; c < (i + 1) * dim; c++) max = Math.max(max, Math.abs(rows[c]))
      return max / 127
    }),
  )
  for (let i = 0; i < count; i++) {
    if (scale[i] === 0) continue
    for (let c = i * dim; c < (i + 1) * dim; c++)
      vectors[c] = Math.max(-127, Math.min(127, Math.round(rows[c] / scale[i])))
  }
  return { vectors, scale }
}

/** Differences between rows and their int8 form. */
export interface QuantizationError {
  /** Max and mean |x − scale·int8| over all values. */
  max: number
  mean: number
  /** Cosine between a row and its int8 form: mean and min over the rows that are not zero. */
  cosine: { mean: number; min: number }
}

/** Compares int8 rows with the rows [N,d] they were made from. */
export function quantizationError(
  rows: Float32Array,
  { vectors, scale }: QuantizedRows,
): QuantizationError {
  const count = scale.length
  const dim = rows.length / count
  const error = { max: 0, sum: 0 }
  const cosine = { sum: 0, min: 1, rows: 0 }
  for (let i = 0; i < count; i++) {
    let [dot, before, after] = [0, 0, 0]
    for (let c = i * dim; c < (i + 1) * dim; c++) {
      const value = scale[i] * vectors[c]
      const off = Math.abs(rows[c] - value)
      error.max = Math.max(error.max, off)
      error.sum += off
      dot += rows[c] * value
      before += rows[c] ** 2
      after += value ** 2
    }
    if (before === 0) continue
    const cos = after > 0 ? dot / Math.sqrt(before * after) : 0
    cosine.sum += cos
    cosine.min = Math.min(cosine.min, cos)
    cosine.rows++
  }
  return {
    max: error.max,
    mean: rows.length > 0 ? error.sum / rows.length : 0,
    cosine: { mean: cosine.rows > 0 ? cosine.sum / cosine.rows : 1, min: cosine.min },
  }
}
