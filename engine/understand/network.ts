import { bucketsOf, shapeOf } from './features.ts'
import type { Sizes } from './layout.ts'

/** A tensor in float32, row-major. */
export interface Matrix {
  rows: number
  cols: number
  data: Float32Array
}

/** The tensors of one member by the names in {@link layoutOf}. */
export type Member = Readonly<Record<string, Matrix>>

/**
 * A network that reads an utterance: the clauses that its tokens belong to, with their intents, and a
 * BIO tag for every token. The probabilities of its members are averaged; with `chain`, the scores of
 * their tags, whose probabilities depend on those of the neighbors.
 */
export interface Network {
  sizes: Sizes
  /** The words with a row of their own, by their shape; the first has row 1. */
  words: ReadonlyMap<string, number>
  intents: readonly string[]
  /** `O`, then `B-name` and `I-name`. */
  tags: readonly string[]
  /** [S+1,S], scores of a tag after another, row-major; the last row is the start. */
  next: Float32Array
  members: readonly Member[]
}

/** Probabilities for T tokens, row-major. */
export interface Reading {
  length: number
  /** [T, 1 + intents]; column 0 is a token that connects clauses. */
  clause: Float32Array
  /** [T]: the token begins a clause. */
  begins: Float32Array
  /** [T, tags] */
  tags: Float32Array
}

/** Reads an utterance of lower-case tokens. */
export function readTokens(network: Network, tokens: readonly string[]): Reading {
  const { sizes, members } = network
  const features = tokens.map((token) => featuresOf(network, token))
  const length = tokens.length
  const reading = {
    length,
    clause: new Float32Array(length * (1 + sizes.intents)),
    begins: new Float32Array(length),
    tags: new Float32Array(length * sizes.tags),
  }
  for (const member of members) addReading(member, sizes, features, members.length, reading)
  if (sizes.chain) softmax(reading.tags, sizes.tags)
  return reading
}

/**
 * What each member reads of an utterance: the row of each token's word plus the mean of its n-grams'.
 *
 * @returns [T, width] for each member
 */
export function embedTokens(network: Network, tokens: readonly string[]): Float32Array[] {
  const features = tokens.map((token) => featuresOf(network, token))
  return network.members.map((member) => embed(member, network.sizes, features))
}

interface Features {
  row: number
  grams: readonly number[]
}

function featuresOf({ words, sizes }: Network, token: string): Features {
  const shape = shapeOf(token)
  return { row: words.get(shape) ?? 0, grams: bucketsOf(shape, sizes.buckets) }
}

/**
 * Adds a member's probabilities, each divided by the number of members. With `chain` the tags' scores
 * are added before the softmax:
 *
 *   x = words[w] + mean grams;  h = input(x)
 *   h += relu(window_n(LN h)), the token with those `dilation` before and after it
 *   h += [GRU(h) from the start, GRU(h) from the end];  h = LN h
 *   clause = softmax(clause(h)), begins = softmax(bound(h)),
 *   tags = softmax(tag(relu(slot(h) + clause · slot.intent)))
 *
 * The tags see the intents first (AGIF, Qin et al., Findings of EMNLP 2020).
 */
function addReading(
  m: Member,
  sizes: Sizes,
  features: readonly Features[],
  members: number,
  out: Reading,
): void {
  const { hidden, dilations, chain } = sizes
  const count = features.length
  let h = linear(m, 'input', embed(m, sizes, features))
  for (const [n, dilation] of dilations.entries()) {
    const y = linear(m, `window${n}`, windows(norm(m, `window${n}.norm`, h), hidden, dilation))
    for (let at = 0; at < h.length; at++) if (y[at] > 0) h[at] += y[at]
  }
  const directions = [recur(m, 'forward', h, hidden, false), recur(m, 'backward', h, hidden, true)]
  const half = hidden / 2
  for (const [n, states] of directions.entries())
    for (let t = 0; t < count; t++)
      for (let c = 0; c < half; c++) h[t * hidden + n * half + c] += states[t * half + c]
  h = norm(m, 'norm', h)
  const clause = softmax(linear(m, 'clause', h), m['clause.weight'].rows)
  const bound = softmax(linear(m, 'bound', h), 2)
  const slot = linear(m, 'slot', h)
  const wide = m['slot.intent'].rows
  for (let t = 0; t < count; t++) {
    const to = slot.subarray(t * hidden, (t + 1) * hidden)
    for (let i = 0; i < wide; i++) add(to, rowOf(m['slot.intent'], i), clause[t * wide + i])
    for (let c = 0; c < hidden; c++) if (to[c] < 0) to[c] = 0
  }
  const tags = linear(m, 'tag', slot)
  add(out.clause, clause, 1 / members)
  add(out.tags, chain ? tags : softmax(tags, m['tag.weight'].rows), 1 / members)
  for (let t = 0; t < count; t++) out.begins[t] += bound[2 * t + 1] / members
}

function embed(m: Member, { width }: Sizes, features: readonly Features[]): Float32Array {
  const x = new Float32Array(features.length * width)
  for (const [t, { row, grams }] of features.entries()) {
    const to = x.subarray(t * width, (t + 1) * width)
    add(to, rowOf(m.words, row), 1)
    for (const gram of grams) add(to, rowOf(m.grams, gram), 1 / grams.length)
  }
  return x
}

function rowOf({ cols, data }: Matrix, row: number): Float32Array {
  return data.subarray(row * cols, (row + 1) * cols)
}

function add(to: Float32Array, from: Float32Array, factor: number): void {
  for (let n = 0; n < to.length; n++) to[n] += factor * from[n]
}

/** Every row of X times a weight [outputs, inputs], plus its bias. */
function linear(m: Member, name: string, x: Float32Array): Float32Array {
  const { rows, cols, data } = m[`${name}.weight`]
  const bias = m[`${name}.bias`].data
  const count = x.length / cols
  const y = new Float32Array(count * rows)
  const sums = new Float64Array(2 * BLOCK)
  const pairs = rows - (rows % 2)
  const blocked = count - (count % BLOCK)
  for (let o = 0; o < pairs; o += 2)
    for (let t = 0; t < blocked; t += BLOCK) {
      dotsOfTwo(data, o * cols, x, t * cols, cols, sums)
      for (let k = 0; k < BLOCK; k++) {
        const at = (t + k) * rows + o
        y[at] = bias[o] + sums[k]
        y[at + 1] = bias[o + 1] + sums[BLOCK + k]
      }
    }
  const fours = rows - (rows % BLOCK)
  for (let t = blocked; t < count; t++)
    for (let o = 0; o < fours; o += BLOCK) {
      dots(x, t * cols, data, o * cols, cols, sums, 0)
      for (let k = 0; k < BLOCK; k++) y[t * rows + o + k] = bias[o + k] + sums[k]
    }
  for (let t = 0; t < count; t++)
    for (let o = t < blocked ? pairs : fours; o < rows; o++)
      y[t * rows + o] = bias[o] + dot(data, o * cols, x, t * cols, cols)
  return y
}

/** Rows that one or two others are multiplied with at a time, so that each number is loaded less often. */
const BLOCK = 4

/**
 * {@link dot} of two adjacent rows of A with four of B.
 *
 * @param to [8]: the four of the first row, then those of the second
 */
function dotsOfTwo(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  count: number,
  to: Float64Array,
): void {
  const i1 = i + count
  const j1 = j + count
  const j2 = j1 + count
  const j3 = j2 + count
  let [s00, s01, s02, s03] = [0, 0, 0, 0]
  let [s10, s11, s12, s13] = [0, 0, 0, 0]
  for (let n = 0; n < count; n++) {
    const a0 = a[i + n]
    const a1 = a[i1 + n]
    const b0 = b[j + n]
    const b1 = b[j1 + n]
    const b2 = b[j2 + n]
    const b3 = b[j3 + n]
    s00 += a0 * b0
    s01 += a0 * b1
    s02 += a0 * b2
    s03 += a0 * b3
    s10 += a1 * b0
    s11 += a1 * b1
    s12 += a1 * b2
    s13 += a1 * b3
  }
  to[0] = s00
  to[1] = s01
  to[2] = s02
  to[3] = s03
  to[4] = s10
  to[5] = s11
  to[6] = s12
  to[7] = s13
}

/**
 * {@link dot} of a row of A with four adjacent rows of B.
 *
 * @param to gets the four from `at` on
 */
function dots(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  count: number,
  to: Float64Array,
  at: number,
): void {
  const j1 = j + count
  const j2 = j1 + count
  const j3 = j2 + count
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  for (let n = 0; n < count; n++) {
    const x = a[i + n]
    s0 += x * b[j + n]
    s1 += x * b[j1 + n]
    s2 += x * b[j2 + n]
    s3 += x * b[j3 + n]
  }
  to[at] = s0
  to[at + 1] = s1
  to[at + 2] = s2
  to[at + 3] = s3
}

function dot(a: Float32Array, i: number, b: Float32Array, j: number, count: number): number {
  let sum = 0
  for (let n = 0; n < count; n++) sum += a[i + n] * b[j + n]
  return sum
}

/** Layer normalization (Ba, Kiros & Hinton, 2016). */
function norm(m: Member, name: string, x: Float32Array): Float32Array {
  const [gain, bias] = [m[`${name}.gain`].data, m[`${name}.bias`].data]
  const cols = gain.length
  const y = new Float32Array(x.length)
  for (let at = 0; at < x.length; at += cols) {
    let [mean, squares] = [0, 0]
    for (let c = 0; c < cols; c++) mean += x[at + c] / cols
    for (let c = 0; c < cols; c++) squares += (x[at + c] - mean) ** 2 / cols
    const inverse = 1 / Math.sqrt(squares + 1e-5)
    for (let c = 0; c < cols; c++) y[at + c] = (x[at + c] - mean) * inverse * gain[c] + bias[c]
  }
  return y
}

/** Each row between those `dilation` before and after it, zeros beyond the ends: [T, 3d]. */
function windows(x: Float32Array, d: number, dilation: number): Float32Array {
  const count = x.length / d
  const y = new Float32Array(count * 3 * d)
  for (let t = 0; t < count; t++)
    for (const [place, from] of [t - dilation, t, t + dilation].entries())
      if (from >= 0 && from < count)
        y.set(x.subarray(from * d, (from + 1) * d), (3 * t + place) * d)
  return y
}

/** A gated recurrent unit (Cho et al., EMNLP 2014), as `training/tensor/ops/gru.ts` computes it. */
function recur(
  m: Member,
  name: string,
  h: Float32Array,
  hidden: number,
  reverse: boolean,
): Float32Array {
  const x = linear(m, `${name}.input`, h)
  const u = m[`${name}.state`]
  const d = u.cols
  const count = h.length / hidden
  const y = new Float32Array(count * d)
  let before = new Float32Array(d)
  const past = new Float64Array(3 * d)
  const blocked = d % BLOCK === 0 ? 3 * d : 0
  for (let n = 0; n < count; n++) {
    const t = reverse ? count - 1 - n : n
    const state = y.subarray(t * d, (t + 1) * d)
    for (let o = 0; o < blocked; o += BLOCK) dots(before, 0, u.data, o * d, d, past, o)
    for (let o = blocked; o < 3 * d; o++) past[o] = dot(u.data, o * d, before, 0, d)
    for (let o = 0; o < d; o++) {
      const at = 3 * t * d + o
      const r = sigmoid(x[at] + past[o])
      const z = sigmoid(x[at + d] + past[d + o])
      const c = Math.tanh(x[at + 2 * d] + r * past[2 * d + o])
      state[o] = c + z * (before[o] - c)
    }
    before = state
  }
  return y
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** Softmax along rows of `cols` numbers, in place. */
function softmax(x: Float32Array, cols: number): Float32Array {
  for (let at = 0; at < x.length; at += cols) {
    let [largest, sum] = [-Infinity, 0]
    for (let c = at; c < at + cols; c++) largest = Math.max(largest, x[c])
    for (let c = at; c < at + cols; c++) sum += x[c] = Math.exp(x[c] - largest)
    for (let c = at; c < at + cols; c++) x[c] /= sum
  }
  return x
}
