import { type Csr, type History, interactionMatrix, transpose } from '../data/index.ts'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import { createRandom, type Random } from '../random.ts'
import {
  Adam,
  bpr,
  createRuntime,
  dropEdges,
  type Graph,
  gather,
  type Parameter,
  parameter,
  propagate,
  type Runtime,
  sparse,
  Tape,
} from '../tensor/index.ts'
import { isBetter, objective, sampleRows } from './choose.ts'
import type { FitOptions, Teacher } from './types.ts'

/** The configuration released with IRLLRec and RLMRec (METHOD 1), as FIELD-NOTES measured it. */
const CONFIG = {
  dim: 32,
  layers: 3,
  batch: 4096,
  learningRate: 1e-3,
  keepEdges: 0.8,
  weightDecay: 2e-6,
  validateEvery: 3,
  patience: 20,
}
const QUICK_EPOCHS = 60
const MOST_EPOCHS = 600

/**
 * LightGCN (He et al., SIGIR 2020): E^{(l+1)} = Â·E^{(l)}, Â = D^{-1/2}·A·D^{-1/2} over users and
 * items, the final embedding the sum of all layers (eq. 3–4), trained by BPR on dropped edges.
 * Somebody without training events is folded in: u = Σ_{i∈H} e_i/√(|H|·n_i), one propagation.
 */
export async function fitLightGcn(
  options: FitOptions,
  fixedEpochs = options.preset === 'quick' ? QUICK_EPOCHS : undefined,
): Promise<Teacher & { epochs: number; embeddings: Embeddings }> {
  const x = interactionMatrix(options.split.fit, options.items)
  const nodes = x.rows + x.cols
  const bytes = nodes * CONFIG.dim * 4 * 24 + x.index.length * 96 + (96 << 20)
  const runtime = await createRuntime({ bytes, threads: options.threads })
  try {
    const model = new Model(runtime, x, options.seed)
    const { epochs, validation, embeddings } = train(model, x, options, fixedEpochs)
    const config = { ...CONFIG, epochs }
    return { name: 'lightgcn', config, validation, epochs, embeddings, ...ranker(embeddings) }
  } finally {
    await runtime.dispose()
  }
}

/** Final embeddings of every user and item, row-major. */
export interface Embeddings {
  dim: number
  users: Float32Array
  items: Float32Array
  /** Distinct users per fitted item, and items per fitted user. */
  itemDegree: Int32Array
  userDegree: Int32Array
}

class Model {
  readonly graph: Graph
  readonly dropped: Graph
  readonly embedding: Parameter
  readonly runtime: Runtime
  readonly random: Random
  readonly users: number

  constructor(runtime: Runtime, x: Csr, seed: number) {
    this.runtime = runtime
    this.random = createRandom(seed)
    this.users = x.rows
    this.graph = sparse(runtime, bipartite(x), { symmetric: true })
    this.dropped = dropEdges(runtime, this.graph, CONFIG.keepEdges, this.random.uniform)
    const { random } = this
    const xavier = (rows: number) => Math.sqrt(6 / (rows + CONFIG.dim))
    const [forUser, forItem] = [xavier(x.rows), xavier(x.cols)]
    const split = x.rows * CONFIG.dim
    this.embedding = parameter(
      runtime,
      x.rows + x.cols,
      CONFIG.dim,
      (n) => (2 * random.uniform() - 1) * (n < split ? forUser : forItem),
    )
  }

  /** One epoch of BPR with a fresh negative per positive. Returns the mean loss. */
  epoch(x: Csr, adam: Adam): number {
    const { runtime, random, graph, embedding, users } = this
    const positives = edgeList(x)
    const order = random.shuffle(Int32Array.from(positives.item.keys()))
    const tape = new Tape(runtime)
    let total = 0
    let steps = 0
    for (let from = 0; from < order.length; from += CONFIG.batch) {
      const batch = order.subarray(from, from + CONFIG.batch)
      const dropped = dropEdges(runtime, graph, CONFIG.keepEdges, random.uniform, this.dropped)
      const final = propagate(tape, dropped, embedding, CONFIG.layers)
      const user = batch.map((e) => positives.user[e])
      const taken = batch.map((e) => users + positives.item[e])
      const other = user.map((u) => users + notTaken(x, u, random))
      const loss = bpr(
        tape,
        gather(tape, final, user),
        gather(tape, final, taken),
        gather(tape, final, other),
      )
      total += loss.data[0]
      steps++
      tape.backward(loss)
      adam.step()
      tape.reset()
    }
    return total / steps
  }

  /** Embeddings without dropout. */
  final(x: Csr): Embeddings {
    const tape = new Tape(this.runtime)
    const { data } = propagate(tape, this.graph, this.embedding, CONFIG.layers)
    const cut = x.rows * CONFIG.dim
    const byItem = transpose(x)
    const degrees = (m: Csr) =>
      Int32Array.from({ length: m.rows }, (_, r) => m.offsets[r + 1] - m.offsets[r])
    const embeddings = {
      dim: CONFIG.dim,
      users: data.slice(0, cut),
      items: data.slice(cut),
      itemDegree: degrees(byItem),
      userDegree: degrees(x),
    }
    tape.reset()
    return embeddings
  }
}

function train(model: Model, x: Csr, options: FitOptions, fixedEpochs?: number) {
  const { split, items, progress, deadline } = options
  const adam = new Adam(model.runtime, [model.embedding], {
    lr: CONFIG.learningRate,
    weightDecay: CONFIG.weightDecay,
  })
  const most = fixedEpochs ?? MOST_EPOCHS
  const task = progress.task('lightgcn', most)
  const rows = sampleRows(split.valid.users.length, 3000)
  let best:
    | { epochs: number; score: number; validation: Metrics; embeddings: Embeddings }
    | undefined
  let worse = 0
  for (let epoch = 1; epoch <= most; epoch++) {
    const loss = model.epoch(x, adam)
    task.update(epoch, `loss ${loss.toFixed(4)}${best ? ` best ${best.score.toFixed(4)}` : ''}`)
    if (fixedEpochs || epoch % CONFIG.validateEvery) continue
    const embeddings = model.final(x)
    const validation = evaluateRanker(ranker(embeddings), split.valid, items, rows)
    const score = objective(split.protocol, validation)
    if (!best || isBetter(split.protocol, validation, best.validation))
      best = { epochs: epoch, score, validation, embeddings }
    worse = best.epochs === epoch ? 0 : worse + 1
    if (worse >= CONFIG.patience || deadline.left() < 0) break
  }
  task.end(best ? `best epoch ${best.epochs}, ${best.score.toFixed(4)}` : '')
  return best ?? { epochs: most, validation: undefined, embeddings: model.final(x) }
}

function ranker(embeddings: Embeddings) {
  const { dim, users, items, userDegree } = embeddings
  // A known user's scores do not depend on the history: its prefixes are scored side by side.
  let last = -1
  const scores = new Float32Array(items.length / dim)
  return {
    score({ user, item }: History, out: Float32Array) {
      const known = user >= 0 && userDegree[user] > 0
      if (!known || user !== last) {
        const u = known ? users.subarray(user * dim, (user + 1) * dim) : foldIn(embeddings, item)
        for (let i = 0, at = 0; i < scores.length; i++) {
          let dot = 0
          for (let c = 0; c < dim; c++) dot += u[c] * items[at++]
          scores[i] = dot
        }
        last = known ? user : -1
      }
      out.set(scores)
    },
  }
}

function foldIn({ dim, items, itemDegree }: Embeddings, item: Int32Array): Float64Array {
  const u = new Float64Array(dim)
  for (const i of item)
    for (let c = 0; c < dim; c++)
      u[c] += items[i * dim + c] / Math.sqrt(item.length * Math.max(1, itemDegree[i]))
  return u
}

/** Â of users and items as one symmetric matrix, [U+N, U+N]. */
function bipartite(x: Csr): Csr {
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

function edgeList(x: Csr): { user: Int32Array; item: Int32Array } {
  const user = new Int32Array(x.index.length)
  for (let u = 0; u < x.rows; u++) user.fill(u, x.offsets[u], x.offsets[u + 1])
  return { user, item: x.index }
}

/** A uniform item that the user has not taken (columns of a row are sorted). */
function notTaken(x: Csr, user: number, random: Random): number {
  const [from, to] = [x.offsets[user], x.offsets[user + 1]]
  if (to - from >= x.cols) return random.below(x.cols)
  for (;;) {
    const item = random.below(x.cols)
    let [low, high] = [from, to]
    while (low < high) {
      const mid = (low + high) >> 1
      if (x.index[mid] < item) low = mid + 1
      else high = mid
    }
    if (low === to || x.index[low] !== item) return item
  }
}
