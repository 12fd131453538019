/** Every op against jax-js, which derives its own gradients; on its WebAssembly backend, in float64. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultDevice, init, nn, numpy as np } from '@jax-js/jax'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import * as tensor from '../../training/tensor/index.ts'
import { checkWithJax, constant, type JaxCase } from './jax-oracle.ts'
import { dense, normalisedGraph, randomSparse } from './sparse-matrices.ts'

let runtime: tensor.Runtime

beforeAll(async () => {
  await init('wasm')
  defaultDevice('wasm')
  runtime = await tensor.createRuntime({ bytes: 16 << 20, threads: 2 })
})
afterAll(() => runtime.dispose())

/** [N,d]·[N,d] and so on: the widths are multiples of 4 where ops want that, the rows are not. */
const [N, D, K] = [13, 8, 5]
const index = Int32Array.of(3, 0, 3, 12, 7, 7, 1)
const someNodes = Int32Array.of(1, 4, 5, 12)
const triples = {
  users: index,
  positives: Int32Array.of(1, 2, 3, 4, 4, 0, 12),
  negatives: Int32Array.of(9, 8, 5, 5, 3, 1, 10),
}
const oneWay = randomSparse(9, N, 0.3, createRandom(2))
const twoWay = normalisedGraph(N, 0.4, createRandom(3))
const square = () => tensor.sparse(runtime, twoWay, { symmetric: true })
const matrixOf = (matrix: typeof oneWay) => constant(dense(matrix), [matrix.rows, matrix.cols])

/** The rows of X, by a dense product that no gather of anybody's is needed for. */
function pick(x: np.Array, rows: ArrayLike<number>): np.Array {
  const picks = new Float64Array(rows.length * x.shape[0])
  for (let r = 0; r < rows.length; r++) picks[r * x.shape[0] + rows[r]] = 1
  return np.matmul(constant(picks, [rows.length, x.shape[0]]), x)
}

function unit(x: np.Array): np.Array {
  const squares = np.sum(np.square(x.ref), 1, { keepdims: true })
  return x.div(np.sqrt(squares.add(1e-12)))
}

const times = (a: np.Array, b: np.Array) => np.matmul(a, np.transpose(b))

/** −log softmax(a·bᵀ/τ) of the diagonal, the mean. */
function contrast(a: np.Array, b: np.Array, temperature: number): np.Array {
  const rows = a.shape[0]
  const diagonal = new Float64Array(rows * b.shape[0])
  for (let r = 0; r < rows; r++) diagonal[r * b.shape[0] + r] = -1 / rows
  const shape = [rows, b.shape[0]]
  const logits = times(unit(a), unit(b)).mul(1 / temperature)
  return nn.logSoftmax(logits, 1).mul(constant(diagonal, shape)).sum()
}

function mixture(x: np.Array, prototypes: np.Array): np.Array {
  const shares = nn.softmax(np.matmul(x, prototypes.ref), 1)
  return times(shares, prototypes)
}

/** Σ over edges of (cos + 1)/2, rows to 1, as a dense matrix of the graph's pattern. */
function adaptive(keys: np.Array, x: np.Array): np.Array {
  const pattern = constant(
    dense(twoWay).map((v) => +(v !== 0)),
    [N, N],
  )
  const own = unit(keys)
  const weights = times(own.ref, own).add(1).mul(0.5).mul(pattern)
  const sums = weights.ref.sum(1, { keepdims: true })
  return np.matmul(weights.div(sums), x)
}

const targets = {
  offsets: Int32Array.of(0, 1, 3, 4),
  index: Int32Array.of(4, 0, 9, 12),
  weight: Float32Array.of(1, 0.25, 0.75, 1),
}
const mask = { offsets: Int32Array.of(0, 2, 2, 3), index: Int32Array.of(1, 5, 3) }
const rowWeight = Float32Array.of(1, 2, 0.5)
const soft = () => Float32Array.from({ length: N * D }, (_, n) => ((n * 7) % 5) / 10)

/** ops/catalogue-softmax.ts, logits in full. */
function catalogue(pool: 'max' | 'logsumexp' | 'mean', smoothing: number): JaxCase['oracle'] {
  const [batch, intents, temperature] = [3, 2, 0.5]
  const [wanted, closed] = [new Float64Array(batch * N), new Float64Array(batch * N)]
  for (let b = 0; b < batch; b++) {
    const hidden = mask.index.subarray(mask.offsets[b], mask.offsets[b + 1])
    for (const i of hidden) closed[b * N + i] = -1e9
    const weight = rowWeight[b] / 3.5
    for (let i = 0; i < N; i++)
      if (!hidden.includes(i)) wanted[b * N + i] = (-weight * smoothing) / (N - hidden.length)
    for (let t = targets.offsets[b]; t < targets.offsets[b + 1]; t++)
      wanted[b * N + targets.index[t]] -= weight * (1 - smoothing) * targets.weight[t]
  }
  return (queries, items, bias) => {
    const scores = times(queries, items)
      .reshape([batch, intents, N])
      .mul(1 / temperature)
    const pooled = {
      max: () => np.max(scores, 1),
      mean: () => np.mean(scores, 1),
      logsumexp: () => nn.logsumexp(scores, 1).sub(Math.log(intents)),
    }[pool]()
    const logits = pooled.add(bias.reshape([1, N])).add(constant(closed, [batch, N]))
    return nn
      .logSoftmax(logits, 1)
      .mul(constant(wanted, [batch, N]))
      .sum()
  }
}

const catalogueCase = (pool: 'max' | 'logsumexp' | 'mean', smoothing: number): JaxCase => ({
  shapes: [
    [6, D],
    [N, D],
    [N, 1],
  ],
  engine: (tape, queries, items, bias) => {
    const rest = { targets, mask, rowWeight, smoothing }
    const inputs = { queries, items, bias }
    return tensor.catalogueSoftmax(tape, inputs, { intents: 2, temperature: 0.5, pool, ...rest })
  },
  oracle: catalogue(pool, smoothing),
})

const events = {
  offsets: Int32Array.of(0, 3, 4, 7),
  position: Int32Array.of(2, 1, 0, 0, 2, 1, 0),
  kind: Int32Array.of(0, 1, 1, 0, 0, 0, 1),
  age: Float32Array.of(9, 2, 0, -1, 30, -1, 0),
}

/** ops/intent-attention.ts: softmax over a row's own events by −∞ in the places of the others'. */
function attention(...[x, query, position, kind, age]: np.Array[]): np.Array {
  const [batch, intents, many] = [3, 2, events.kind.length]
  const others = Float64Array.from({ length: batch * many }, (_, n) => {
    const [b, m] = [Math.floor(n / many), n % many]
    return m >= events.offsets[b] && m < events.offsets[b + 1] ? 0 : -1e9
  })
  const ages = Float64Array.from({ length: 2 * many }, (_, n) => {
    const days = events.age[n % many]
    return n < many ? (days < 0 ? 0 : Math.log1p(days)) : +(days < 0)
  })
  const columns = (weights: np.Array, at: Int32Array) =>
    np.transpose(pick(np.transpose(weights), at))
  const logits = times(query, x.ref)
    .add(columns(position, events.position))
    .add(columns(kind, events.kind))
    .add(np.matmul(age, constant(ages, [2, many])))
    .reshape([1, intents, many])
    .add(constant(others, [batch, 1, many]))
  return np.matmul(nn.softmax(logits, 2).reshape([batch * intents, many]), x)
}

const same = [N, D] as const
const CASES: Record<string, JaxCase> = {
  add: { shapes: [same, same], engine: tensor.add, oracle: (x, y) => x.add(y) },
  mul: { shapes: [same, same], engine: tensor.mul, oracle: (x, y) => x.mul(y) },
  exp: { shapes: [same], engine: tensor.exp, oracle: (x) => np.exp(x) },
  scale: {
    shapes: [same],
    engine: (tape, x) => tensor.scale(tape, x, -3),
    oracle: (x) => x.mul(-3),
  },
  leakyRelu: {
    shapes: [same],
    engine: (tape, x) => tensor.leakyRelu(tape, x, 0.1),
    oracle: (x) => nn.leakyRelu(x, 0.1),
  },
  sumSquares: {
    shapes: [same],
    engine: tensor.sumSquares,
    oracle: (x) => np.sum(np.square(x)),
  },
  matmul: {
    shapes: [
      [N, D],
      [D, K],
    ],
    engine: (tape, a, b) => tensor.matmul(tape, a, b),
    oracle: (a, b) => np.matmul(a, b),
  },
  'matmul, both transposed': {
    shapes: [
      [D, N],
      [K, D],
    ],
    engine: (tape, a, b) => tensor.matmul(tape, a, b, { transposeA: true, transposeB: true }),
    oracle: (a, b) => np.matmul(np.transpose(a), np.transpose(b)),
  },
  gather: {
    shapes: [same],
    engine: (tape, x) => tensor.gather(tape, x, index),
    oracle: (x) => np.take(x, constant(index, [index.length]).astype(np.int32), 0),
  },
  replaceRows: {
    shapes: [same, [1, D]],
    engine: (tape, x, token) => tensor.replaceRows(tape, x, Int32Array.of(2, 9), token),
    oracle: (x, token) => {
      const there = Float64Array.from({ length: N }, (_, r) => +(r === 2 || r === 9))
      const kept = x.mul(
        constant(
          there.map((v) => 1 - v),
          [N, 1],
        ),
      )
      return kept.add(token.mul(constant(there, [N, 1])))
    },
  },
  mulRows: { shapes: [same, [N, 1]], engine: tensor.mulRows, oracle: (x, w) => x.mul(w) },
  addRowBias: { shapes: [same, [1, D]], engine: tensor.addRowBias, oracle: (x, b) => x.add(b) },
  normalizeRows: { shapes: [same], engine: tensor.normalizeRows, oracle: unit },
  softmaxRows: { shapes: [same], engine: tensor.softmaxRows, oracle: (x) => nn.softmax(x, 1) },
  concatRows: {
    shapes: [same, [K, D]],
    engine: tensor.concatRows,
    oracle: (a, b) => np.concatenate([a, b], 0),
  },
  softCrossEntropy: {
    shapes: [same],
    engine: (tape, x) => {
      const given = tape.constant(N, D)
      given.data.set(soft())
      return tensor.softCrossEntropy(tape, x, given)
    },
    oracle: (x) =>
      nn
        .logSoftmax(x, 1)
        .mul(constant(soft(), [N, D]))
        .sum()
        .mul(-1 / N),
  },
  bpr: {
    shapes: [same],
    engine: (tape, x) => tensor.bpr(tape, x, triples),
    oracle: (x) => {
      const [u, p] = [triples.users, triples.positives].map((rows) => pick(x.ref, rows))
      return nn.softplus(u.mul(pick(x, triples.negatives).sub(p)).sum(1)).mean()
    },
  },
  spmm: {
    shapes: [same],
    engine: (tape, x) => tensor.spmm(tape, tensor.sparse(tape.runtime, oneWay), x),
    oracle: (x) => np.matmul(matrixOf(oneWay), x),
  },
  propagate: {
    shapes: [same],
    engine: (tape, x) => tensor.propagate(tape, square(), x, 3, 'mean'),
    oracle: (x) => {
      let [layer, sum] = [x.ref, x]
      for (let l = 0; l < 3; l++) {
        layer = np.matmul(matrixOf(twoWay), layer)
        sum = sum.add(layer.ref)
      }
      layer.dispose()
      return sum.mul(1 / 4)
    },
  },
  adaptiveSpmm: {
    shapes: [same, same],
    engine: (tape, keys, x) => tensor.adaptiveSpmm(tape, square(), keys, x),
    oracle: adaptive,
  },
  'adaptiveSpmm of a neighbourhood': {
    shapes: [same, same],
    engine: (tape, keys, x) => {
      const near = tensor.neighbourhood(tape, square(), someNodes)
      const [ofKeys, ofX] = [keys, x].map((v) => tensor.gather(tape, v, near.nodes))
      return tensor.adaptiveSpmm(tape, near.graph, ofKeys, ofX)
    },
    oracle: (keys, x) => pick(adaptive(keys, x), someNodes),
  },
  intentMix: {
    shapes: [same, [D, K], [D, K + 1]],
    engine: (tape, x, users, items) =>
      tensor.intentMix(tape, x, [
        { from: 0, to: 6, prototypes: users },
        { from: 6, to: N, prototypes: items },
      ]),
    oracle: (x, users, items) => {
      const [first, second] = np.split(x, [6], 0)
      return np.concatenate([mixture(first, users), mixture(second, items)], 0)
    },
  },
  infoNce: {
    shapes: [same, same],
    engine: (tape, a, p) => tensor.infoNce(tape, a, p, { temperature: 0.2 }),
    oracle: (a, p) => contrast(a, p, 0.2),
  },
  'infoNce with more negatives': {
    shapes: [same, same, [K, D]],
    engine: (tape, a, p, negatives) => tensor.infoNce(tape, a, p, { temperature: 0.2, negatives }),
    oracle: (a, p, negatives) => contrast(a, np.concatenate([p, negatives], 0), 0.2),
  },
  'catalogueSoftmax, max': catalogueCase('max', 0),
  'catalogueSoftmax, mean, smoothed': catalogueCase('mean', 0.1),
  'catalogueSoftmax, logsumexp, smoothed': catalogueCase('logsumexp', 0.1),
  intentAttention: {
    shapes: [
      [events.kind.length, D],
      [2, D],
      [2, 3],
      [2, 2],
      [2, 2],
    ],
    engine: (tape, x, query, position, kind, age) =>
      tensor.intentAttention(tape, x, events, { query, position, kind, age }),
    oracle: attention,
  },
}

test('no op is forgotten', () => {
  const folder = join(import.meta.dirname, '../../training/tensor/ops')
  // Noise is given, and nothing flows through it: test/tensor/noise.test.ts.
  const files = readdirSync(folder).filter((file) => file !== 'noise.ts')
  const sources = files.map((file) => readFileSync(join(folder, file), 'utf8'))
  const ops = [...sources.join('').matchAll(/^export function (\w+)\(\s*tape: Tape/gm)]
  const covered = Object.keys(CASES).map((name) => name.split(',')[0].split(' ')[0])
  expect(new Set(ops.map(([, name]) => name))).toEqual(new Set(covered))
})

test.each(Object.entries(CASES))('%s', async (name, example) => {
  await checkWithJax(runtime, name, example)
})
