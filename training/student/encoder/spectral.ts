import type { Manifest } from '@tacit-rec/pack'
import { createRandom } from '../../random.ts'
import { type Csr, columnCounts, mapValues, rightSingular } from '../../sparse/index.ts'
import type { EncoderShape } from './settings.ts'
import { startAttention } from './start.ts'
import type { StudentTables } from './tables.ts'

/** A spectral encoder: closed form, for sets without order (docs/method.md#spectral-encoder). */
export interface SpectralSettings {
  /** d, a multiple of 4. */
  dim: number
  /** a_u: users are weighted by n_u^-a_u. */
  userExponent: number
  /** a_i: items are weighted by n_i^-a_i. */
  itemExponent: number
  /** o: candidate rows are stretched by n_i^o. */
  outExponent: number
}

/** The settings of `quick`, and the first that a search tries. */
export const SPECTRAL: Readonly<SpectralSettings> = {
  dim: 128,
  userExponent: 0.4,
  itemExponent: 0.4,
  outExponent: 0.3,
}

/** Passes of the subspace iteration: more than the trained start needs, as the rows stay as they are. */
const ITERATIONS = 8
/** E = V·(σ/σ₁)^¼. */
const POWER = 0.25
/** Max events that the encoder sees. One intent costs little, and an unordered history has no end. */
const HISTORY = 500

/** The shape of a spectral encoder: one intent, whose scale is of no matter. */
export function spectralShape({ dim }: Pick<SpectralSettings, 'dim'>): EncoderShape {
  return { dim, intents: 1, history: HISTORY, pool: 'mean', temperature: 1 }
}

/**
 * E = V·diag((σ/σ₁)^¼) of R̃ = D_u^-a_u·X·D_i^-a_i, up to a factor. The first d columns are those of
 * any smaller d.
 *
 * @param interactions users × items, binary
 * @returns [N,dim]; columns beyond the rank of the interactions are zero
 */
export function spectralBasis(
  interactions: Csr,
  { dim, userExponent, itemExponent }: Omit<SpectralSettings, 'outExponent'>,
  seed: number,
): Float32Array {
  const degree = columnCounts(interactions)
  const { offsets } = interactions
  const weighted = mapValues(
    interactions,
    (_, user, item) =>
      (offsets[user + 1] - offsets[user]) ** -userExponent * degree[item] ** -itemExponent,
  )
  const random = createRandom(seed)
  return rightSingular(weighted, { rank: dim, power: POWER, iterations: ITERATIONS, random })
}

/**
 * As {@link spectralBasis} with a_u = 0, from pair counts: R̃ᵀR̃ = D_i^-a_i·XᵀX·D_i^-a_i has the same V, and
 * the squares of its σ.
 *
 * @param gram XᵀX, [N,N]
 * @param degree n, users per item, [N]
 */
export function spectralBasisOfGram(
  gram: Csr,
  degree: ArrayLike<number>,
  { dim, itemExponent }: Pick<SpectralSettings, 'dim' | 'itemExponent'>,
  seed: number,
): Float32Array {
  const weighted = mapValues(
    gram,
    (pairs, i, j) => pairs * Math.max(1, degree[i] * degree[j]) ** -itemExponent,
  )
  const random = createRandom(seed)
  const [power, iterations] = [POWER / 2, ITERATIONS / 2]
  return rightSingular(weighted, { rank: dim, power, iterations, random })
}

/**
 * Tables of a spectral encoder. Candidate rows are z_i = n_i^o·E_i, which are not of unit length, and
 * an event is n_i^-a_i·E_i: its gain is n_i^-(a_i + o). Rows of E have a mean norm of 1.
 *
 * @param degree n, users per item, [N]
 * @param basis of {@link spectralBasis}, [N,d'], d' ≥ d
 */
export function spectralTables(
  degree: ArrayLike<number>,
  kinds: Manifest['kinds'],
  settings: SpectralSettings,
  basis: Float32Array,
): StudentTables {
  const { dim, itemExponent, outExponent } = settings
  const items = degree.length
  const width = basis.length / items
  const embeddings = new Float32Array(items * dim)
  const gain = new Float32Array(items)
  let norms = 0
  for (let i = 0; i < items; i++) {
    const row = basis.subarray(i * width, i * width + dim)
    norms += Math.hypot(...row)
    const users = Math.max(1, degree[i])
    for (let c = 0; c < dim; c++) embeddings[i * dim + c] = users ** outExponent * row[c]
    gain[i] = users ** -(itemExponent + outExponent)
  }
  const scale = norms > 0 ? items / norms : 1
  for (let n = 0; n < embeddings.length; n++) embeddings[n] *= scale
  const shape = { ...spectralShape(settings), queryScale: 0, paceSpread: 0 }
  return {
    embeddings,
    gain,
    bias: new Float32Array(items),
    weights: startAttention(shape, kinds, false),
  }
}
