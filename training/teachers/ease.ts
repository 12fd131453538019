import { TacitError } from '@tacit-rec/pack'
import type { History } from '../data/index.ts'
import { evaluateRanker, type Metrics, type Ranker } from '../evaluate/index.ts'
import { type Csr, filterEntries, interactionMatrix, mapValues } from '../sparse/index.ts'
import {
  choleskyInverse,
  createRuntime,
  denseInto,
  gramInto,
  matrixBytes,
  type Runtime,
} from '../tensor/index.ts'
import { isBetter, objective, sampleRows, timeRanOut, VALIDATION_CASES } from './choose.ts'
import { type Links, linksRanker } from './links.ts'
import { assertSetting, POSITIVE } from './settings.ts'
import type { FitOptions, TeacherEntry } from './types.ts'

const NAME = 'ease'
/** The penalties that `standard` chooses from (docs/method.md#linear-teachers). */
const LAMBDAS = [20, 50, 150, 500]
/** How many of {@link LAMBDAS} a search solves. */
const MAX_SOLVED = 3
/** λ without a search, for sequences and for sets without an order. */
const DEFAULT_LAMBDA = { ordered: 150, unordered: 50 }
/** Above this many items the N×N inverse does not fit beside everything else. */
export const EASE_MAX_ITEMS = 20_000

/** λ without a search. The teacher itself keeps that of sequences, whatever the events' order. */
export function quickLambda(ordered: boolean): number {
  return ordered ? DEFAULT_LAMBDA.ordered : DEFAULT_LAMBDA.unordered
}

/**
 * @throws TacitError `teacher/ease-too-large` above {@link EASE_MAX_ITEMS} items, with the bytes
 */
export function assertEaseFits(items: number): void {
  if (items <= EASE_MAX_ITEMS) return
  throw new TacitError(
    'teacher/ease-too-large',
    `teacher "ease": ${items} items need a dense inverse of ${matrixBytes(items)} bytes, ` +
      `above the limit of ${EASE_MAX_ITEMS} items (${matrixBytes(EASE_MAX_ITEMS)} bytes): ` +
      'use item-knn or lightgcn',
  )
}

/**
 * EASE-R (Steck, WWW 2019, eq. 8): B = I − P·diag(1/diag P), P = (XᵀX + λI)^{-1}, X the user × item
 * matrix, binary or weighted by kinds of events. Row j holds the weights from history item j to every candidate i.
 */
export interface EaseLinks {
  readonly lambda: number
  /** P, row-major [N,N]. */
  readonly matrix: Float32Array
  /** out[i] = Σ_{j∈H} B[j,i] for the items of one history, each event once. */
  score(history: History, out: Float32Array): void
  /** B at the positions of `pattern` whose count is at least `support`, as a sparse matrix. */
  restrict(pattern: Csr, support: number): Csr
}

/** Writes XᵀX + λI, dense [N,N]. */
interface Gram {
  items: number
  into(runtime: Runtime, pointer: number, lambda: number): void
}

/** Solves EASE-R in one N×N buffer that every λ reuses. */
export class EaseSolver {
  readonly #runtime: Runtime
  readonly #gram: Gram
  readonly #pointer: number

  private constructor(runtime: Runtime, gram: Gram) {
    this.#runtime = runtime
    this.#gram = gram
    this.#pointer = runtime.alloc(matrixBytes(gram.items))
  }

  /**
   * @param x users × items, from `interactionMatrix`
   * @throws TacitError above {@link EASE_MAX_ITEMS} items
   */
  static create(x: Csr, threads?: number): Promise<EaseSolver> {
    return EaseSolver.#of(
      { items: x.cols, into: (...to) => gramInto(to[0], x, to[1], to[2]) },
      threads,
    )
  }

  /** As {@link EaseSolver.create}, from counts of pairs. @param gram XᵀX, [N,N] */
  static ofGram(gram: Csr, threads?: number): Promise<EaseSolver> {
    return EaseSolver.#of(
      { items: gram.cols, into: (...to) => denseInto(to[0], gram, to[1], to[2]) },
      threads,
    )
  }

  static async #of(gram: Gram, threads?: number): Promise<EaseSolver> {
    assertEaseFits(gram.items)
    // The inverse, and panels for the factorization.
    const bytes = matrixBytes(gram.items) + gram.items * 4096 + (64 << 20)
    return new EaseSolver(await createRuntime({ bytes, threads }), gram)
  }

  /** The links live in the solver's buffer: the next `solve` overwrites them. */
  solve(lambda: number): EaseLinks {
    const { items } = this.#gram
    this.#gram.into(this.#runtime, this.#pointer, lambda)
    choleskyInverse(this.#runtime, this.#pointer, items)
    return easeLinks(this.#runtime.f32(this.#pointer, items * items), items, lambda)
  }

  dispose(): Promise<void> {
    return this.#runtime.dispose()
  }
}

/** Reads B from P = (XᵀX + λI)^{-1}, row-major [N,N]. */
export function easeLinks(p: Float32Array, items: number, lambda: number): EaseLinks {
  const scale = Float32Array.from({ length: items }, (_, i) => -1 / p[i * items + i])
  return {
    lambda,
    matrix: p,
    score(history, out) {
      for (const j of history.item) {
        const row = p.subarray(j * items, (j + 1) * items)
        for (let i = 0; i < items; i++) out[i] += row[i]
        out[j] -= row[j] // B's diagonal is zero
      }
      for (let i = 0; i < items; i++) out[i] *= scale[i]
    },
    restrict(pattern, support) {
      const { index, values } = pattern
      const kept = filterEntries(pattern, (e, j) => values[e] >= support && index[e] !== j)
      return mapValues(kept, (_, j, i) => p[j * items + i] * scale[i])
    },
  }
}

/** The result of {@link searchLambda}. */
export interface ChosenEase {
  lambda: number
  validation: Metrics
  tried: { lambda: number; score: number }[]
  /** Why the search ended early. */
  stopped?: string
}

/**
 * Hill-climbs {@link LAMBDAS} on validation from the middle: the objective had a single maximum in
 * λ on every data set measured, so the far end is not solved. `visit` gets every solution before
 * the next one overwrites it.
 */
export function searchLambda<L extends Ranker>(
  solve: (lambda: number) => L,
  { split, items, progress, deadline }: FitOptions,
  visit: (links: L, score: number, best: boolean) => void,
): ChosenEase {
  const rows = sampleRows(split.valid.users.length, VALIDATION_CASES)
  const tried: ChosenEase['tried'] = []
  const task = progress.task('ease: choosing λ', MAX_SOLVED)
  let best: ChosenEase | undefined
  const attempt = (lambda: number) => {
    const links = solve(lambda)
    const validation = evaluateRanker(links, split.valid, items, rows)
    const score = objective(split.protocol, validation)
    const better = isBetter(split.protocol, validation, best?.validation)
    tried.push({ lambda, score })
    if (better) best = { lambda, validation, tried }
    visit(links, score, better)
    task.update(tried.length, `λ ${lambda}: ${score.toFixed(4)}`)
    return better
  }
  attempt(LAMBDAS[1])
  const upwards = deadline.left() > 0 && attempt(LAMBDAS[2])
  if (deadline.left() > 0) attempt(upwards ? LAMBDAS[3] : LAMBDAS[0])
  task.end()
  const stopped = tried.length < MAX_SOLVED ? timeRanOut(tried.length, MAX_SOLVED) : undefined
  return { ...best!, stopped }
}

/** EASE-R as a teacher: every event of the history counts once, whatever its position. */
export const ease: TeacherEntry = {
  name: NAME,
  defaults: { lambda: DEFAULT_LAMBDA.ordered },
  grid: LAMBDAS.map((lambda) => ({ lambda })),
  text: 'none',
  transductive: false,
  ranksCold: true,
  epochs: false,
  async fit(options) {
    const { split, items, preset, threads, setting } = options
    assertSetting(NAME, ease.defaults, setting, { lambda: POSITIVE })
    const solver = await EaseSolver.create(
      interactionMatrix(split.fit, items, options.factors),
      threads,
    )
    try {
      if (setting || preset === 'quick') {
        const { lambda = DEFAULT_LAMBDA.ordered } = setting ?? {}
        const links = denseLinks(solver.solve(lambda).matrix.slice(), items)
        return { name: NAME, config: { lambda }, links, ...linksRanker(links) }
      }
      const best = new Float32Array(items * items)
      const { lambda, validation, tried, stopped } = searchLambda(
        (lambda) => solver.solve(lambda),
        options,
        ({ matrix }, _, better) => better && best.set(matrix),
      )
      const links = denseLinks(best, items)
      return {
        name: NAME,
        config: { lambda },
        validation,
        tried: tried.map(({ lambda, score }) => ({ setting: { lambda }, score })),
        stopped,
        links,
        ...linksRanker(links),
      }
    } finally {
      await solver.dispose()
    }
  },
}

/** Turns P into B = I − P·diag(1/diag P), in place. */
function denseLinks(p: Float32Array, items: number): Links {
  const scale = Float32Array.from({ length: items }, (_, i) => -1 / p[i * items + i])
  for (let j = 0; j < items; j++) {
    const row = p.subarray(j * items, (j + 1) * items)
    for (let i = 0; i < items; i++) row[i] *= scale[i]
    row[j] = 0
  }
  return { items, decay: 1, dense: p }
}
