import type { Manifest } from '@tacit-rec/pack'
import { createRandom } from '../../random.ts'
import { type Csr, columnCounts, normalizeBoth, transpose } from '../../sparse/index.ts'
import { type DenseTexts, weigh } from '../../teachers/index.ts'
import {
  add,
  catalogueSoftmax,
  type Events,
  exp,
  type Graph,
  gather,
  intentAttention,
  mulRows,
  normalizeRows,
  type Parameter,
  parameter,
  type Runtime,
  scale,
  sparse,
  spmm,
  type Tape,
  type Var,
} from '../../tensor/index.ts'
import type { Batch } from './batch.ts'
import type { StudentSettings } from './settings.ts'
import { startAttention, startEmbeddings } from './start.ts'
import type { StudentTables } from './tables.ts'
import { createTextTerms, type Encoding, learnsTexts, type TextTerms } from './text-terms.ts'

/** What smoothing and the initial embeddings are made from. */
export interface StudentGraph {
  /** Users × items, binary. */
  interactions: Csr
  /** Text neighbours [N,N], rows sum to 1; null without text. */
  text: Csr | null
  /** Whether events have an order, so that newer ones count more. */
  ordered: boolean
  kinds: Manifest['kinds']
}

/**
 * The student during training (docs/method.md#low-rank-encoder). Item vectors are
 * F = E + a·S·E + b·T·E with S = D_i^{-½}·Xᵀ·D_u^{-1}·X·D_i^{-½} and T the text neighbours. Candidates
 * are z = F/‖F‖, events x = e^w·F, user intents attention-weighted sums of events. Training starts
 * from an SVD, where zero queries would give the closed-form low-rank model. Texts may add a projection
 * to F and terms to the loss.
 */
export class StudentModel {
  readonly settings: StudentSettings
  readonly items: number
  readonly kinds: number
  readonly #ordered: boolean
  readonly #smooth: { down: Graph; up: Graph }
  readonly #text: Graph | null
  readonly #terms: TextTerms | null
  readonly #embedding: Parameter
  readonly #logGain: Parameter
  readonly #bias: Parameter
  readonly #attention: { query: Parameter; position: Parameter; kind: Parameter; age: Parameter }

  /** @param texts of the items; without them, settings of texts are ignored */
  constructor(
    runtime: Runtime,
    graph: StudentGraph,
    settings: StudentSettings,
    seed: number,
    texts: DenseTexts | null = null,
  ) {
    const { interactions: x, text, ordered, kinds } = graph
    const { dim, intents, history } = settings
    const random = createRandom(seed)
    this.settings = settings
    this.items = x.cols
    this.kinds = kinds.length
    this.#ordered = ordered
    const normalized = normalizeBoth(x)
    this.#smooth = { down: sparse(runtime, normalized), up: sparse(runtime, transpose(normalized)) }
    this.#text = text && settings.textSmoothing > 0 ? sparse(runtime, text) : null
    const degree = columnCounts(x)
    const start = startEmbeddings(normalized, dim, random)
    this.#embedding = parameter(runtime, x.cols, dim, start)
    this.#logGain = parameter(runtime, x.cols, 1, (i) => -0.25 * Math.log(Math.max(1, degree[i])))
    this.#bias = parameter(runtime, x.cols, 1, () => 0)
    const { query, position, kind, age } = startAttention(settings, kinds, ordered, random)
    this.#attention = {
      query: parameter(runtime, intents, dim, query),
      position: parameter(runtime, intents, history, position),
      kind: parameter(runtime, intents, kinds.length, kind),
      age: parameter(runtime, intents, 2, age),
    }
    this.#terms =
      texts && learnsTexts(settings) ? createTextTerms(runtime, texts, settings, seed) : null
  }

  /** What the optimizer updates. Without order, positions stay zero. */
  get parameters(): Parameter[] {
    const { query, position, kind, age } = this.#attention
    const texts = this.#terms?.parameters ?? []
    const always = [this.#embedding, this.#logGain, this.#bias, query, kind, age, ...texts]
    return this.#ordered ? [...always, position] : always
  }

  /**
   * User intents of a batch, unit rows [B·K,d], and the item vectors F [N,d] that they are made of.
   *
   * @param vectors F, if this step has computed them
   */
  encode(tape: Tape, batch: Batch, vectors = this.#vectors(tape)): Encoding {
    return { vectors, queries: normalizeRows(tape, this.#userIntents(tape, vectors, batch)) }
  }

  /**
   * Mean cross-entropy of a batch over the whole catalogue, and the terms of texts.
   *
   * @param pool overrides the settings'
   */
  loss(
    tape: Tape,
    batch: Batch,
    pool = this.settings.pool,
    encoding: Encoding = this.encode(tape, batch),
  ): Var {
    const { intents, temperature, labelSmoothing } = this.settings
    const { vectors, queries } = encoding
    const ranking = catalogueSoftmax(
      tape,
      { queries, items: normalizeRows(tape, vectors), bias: this.#bias },
      {
        intents,
        pool,
        temperature,
        targets: batch.targets,
        mask: batch.mask,
        rowWeight: batch.weight,
        smoothing: labelSmoothing,
      },
    )
    const attend = (on: Tape, rows: Var, events: Events) =>
      intentAttention(on, rows, events, this.#attention)
    const terms = this.#terms?.terms(tape, batch, encoding, attend) ?? []
    return terms.length > 0 ? add(tape, ranking, weigh(tape, terms)) : ranking
  }

  /** Runs after the optimizer's step. */
  afterStep(): void {
    this.#terms?.afterStep()
  }

  /** The current tables, copied out of the arena. Resets the tape. */
  tables(tape: Tape): StudentTables {
    const { dim } = this.settings
    const vectors = this.#vectors(tape).data.slice()
    tape.reset()
    const gain = new Float32Array(this.items)
    for (let i = 0; i < this.items; i++) {
      const row = vectors.subarray(i * dim, (i + 1) * dim)
      const norm = Math.sqrt(row.reduce((sum, v) => sum + v * v, 1e-12))
      for (let c = 0; c < dim; c++) row[c] /= norm
      gain[i] = norm * Math.exp(this.#logGain.data[i])
    }
    const copy = (p: Parameter) => p.data.slice()
    const { query, position, kind, age } = this.#attention
    return {
      embeddings: vectors,
      gain,
      bias: copy(this.#bias),
      weights: {
        query: copy(query),
        position: copy(position),
        kind: copy(kind),
        age: copy(age),
      },
    }
  }

  #vectors(tape: Tape): Var {
    const { smoothing, textSmoothing } = this.settings
    const users = spmm(tape, this.#smooth.down, this.#embedding)
    const near = spmm(tape, this.#smooth.up, users)
    let vectors = add(tape, this.#embedding, scale(tape, near, smoothing))
    if (this.#text) {
      const alike = spmm(tape, this.#text, this.#embedding)
      vectors = add(tape, vectors, scale(tape, alike, textSmoothing))
    }
    const projected = this.#terms?.projected(tape)
    return projected ? add(tape, vectors, projected) : vectors
  }

  #userIntents(tape: Tape, vectors: Var, batch: Batch): Var {
    const weighted = mulRows(tape, vectors, exp(tape, this.#logGain))
    return intentAttention(tape, gather(tape, weighted, batch.item), batch, this.#attention)
  }
}
