import type { StudentWeights } from '@tacit-rec/pack'
import type { Cold } from '../memory/index.ts'

/** A trained student before quantization. All arrays are row-major. */
export interface StudentTables {
  /** z_i, [N,d]: unit rows if trained. */
  embeddings: Float32Array
  /** Weight of item i in a history: its event vector is gain·z, [N]. */
  gain: Float32Array
  /** b_i, [N]. */
  bias: Float32Array
  weights: StudentWeights
}

/**
 * Replaces the rows of cold items: z has the direction of the mean of the stand-ins' z and their mean
 * length; prior and gain are their means. Training used cold items only as negatives, so their own rows mean nothing
 * (docs/method.md#cold-items).
 */
export function withColdRows(tables: StudentTables, cold: Cold | null): StudentTables {
  if (!cold) return tables
  const { offsets, index, values, rows } = cold.standIns
  const dim = tables.embeddings.length / rows
  const out = {
    ...tables,
    embeddings: tables.embeddings.slice(),
    gain: tables.gain.slice(),
    bias: tables.bias.slice(),
  }
  const mean = new Float64Array(dim)
  for (let i = 0; i < rows; i++) {
    if (offsets[i + 1] === offsets[i]) continue
    mean.fill(0)
    let [gain, bias, length] = [0, 0, 0]
    for (let e = offsets[i]; e < offsets[i + 1]; e++) {
      const n = index[e]
      const row = tables.embeddings.subarray(n * dim, (n + 1) * dim)
      for (let c = 0; c < dim; c++) mean[c] += values[e] * row[c]
      length += values[e] * Math.hypot(...row)
      gain += values[e] * tables.gain[n]
      bias += values[e] * tables.bias[n]
    }
    const stretch = length / (Math.hypot(...mean) || 1)
    for (let c = 0; c < dim; c++) out.embeddings[i * dim + c] = stretch * mean[c]
    out.gain[i] = gain
    out.bias[i] = bias
  }
  return out
}
