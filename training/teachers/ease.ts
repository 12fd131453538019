import { TacitError } from '@tacit-rec/pack'
import type { History } from '../data/index.ts'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import { type Csr, filterEntries, interactionMatrix, mapValues } from '../sparse/index.ts'
import {
  choleskyInverse,
  createRuntime,
  gramInto,
  matrixBytes,
  type Runtime,
} from '../tensor/index.ts'
import { isBetter, objective, sampleRows, timeRanOut } from './choose.ts'
import { assertSetting } from './linear.ts'
import { type Links, linksRanker } from './links.ts'
import type { FitOptions, Teacher } from './types.ts'

/** The penalties that `ease` chooses from. */
export const LAMBDAS = [20, 50, 150, 500]
const FIXED_LAMBDA = 150
/** Of {@link LAMBDAS}, how many a search solves. */
const SOLVED = 3
/** Above this many items the N×N inverse does not fit beside everything else. */
export const EASE_MAX_ITEMS = 20_000

/** Refuses a catalogue whose dense inverse would be too large, naming the bytes. */
export function assertEaseFits(items: number): void {
  if (items <= EASE_MAX_ITEMS) return
  throw new TacitError(
    'teacher/ease-too-large',
    `teacher "ease": ${items} items need a dense inverse of ${matrixBytes(items)} bytes, ` +
      `above the limit of ${EASE_MAX_ITEMS} items (${matrixBytes(EASE_MAX_ITEMS)} bytes): ` +
      'use item-knn, or lightgcn',
  )
}

/**
 * EASE-R (Steck, WWW 2019, eq. 8): B = I − P·diag(1/diag P), P = (XᵀX + λI)^{-1}, X the binary
 * user × item matrix. Row j holds what history item j says about every candidate i.
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

/** Solves EASE-R for one λ after another in one N×N buffer. */
export class EaseSolver {
  readonly #runtime: Runtime
  readonly #x: Csr
  readonly #pointer: number

  private constructor(runtime: Runtime, x: Csr) {
    this.#runtime = runtime
    this.#x = x
    this.#pointer = runtime.alloc(matrixBytes(x.cols))
  }

  /**
   * @param x users × items, binary
   * @throws TacitError above {@link EASE_MAX_ITEMS} items
   */
  static async create(x: Csr, threads?: number): Promise<EaseSolver> {
    assertEaseFits(x.cols)
    // The inverse, the sparse matrix and its transpose, and panels for the factorization.
    const bytes = matrixBytes(x.cols) + x.index.length * 32 + x.cols * 4096 + (64 << 20)
    return new EaseSolver(await createRuntime({ bytes, threads }), x)
  }

  /** The links live in the solver's buffer: they are gone at the next `solve`. */
  solve(lambda: number): EaseLinks {
    const items = this.#x.cols
    gramInto(this.#runtime, this.#x, this.#pointer, lambda)
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

/** What {@link searchLambda} found. */
export interface ChosenEase {
  lambda: number
  validation: Metrics
  tried: { lambda: number; score: number }[]
  /** What the deadline cut short. */
  stopped?: string
}

/**
 * Climbs {@link LAMBDAS} from the middle on validation: the objective has one hill in λ on every
 * set that we know, so the far end is not solved. `visit` sees every solution while it lives.
 */
export function searchLambda(
  solver: EaseSolver,
  { split, items, progress, deadline }: FitOptions,
  visit: (links: EaseLinks, score: number, best: boolean) => void,
): ChosenEase {
  const rows = sampleRows(split.valid.users.length, 4000)
  const tried: ChosenEase['tried'] = []
  const task = progress.task('ease: choosing λ', SOLVED)
  let best: ChosenEase | undefined
  const attempt = (lambda: number) => {
    const links = solver.solve(lambda)
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
  const stopped = tried.length < SOLVED ? timeRanOut(tried.length, SOLVED) : undefined
  return { ...best!, stopped }
}

/** EASE-R as a teacher: every event of the history counts once, whatever its place. */
export async function fitEase(options: FitOptions): Promise<Teacher> {
  const { split, items, preset, threads, setting } = options
  assertSetting('ease', { lambda: FIXED_LAMBDA }, setting)
  const solver = await EaseSolver.create(interactionMatrix(split.fit, items), threads)
  try {
    if (setting || preset === 'quick') {
      const lambda = setting?.lambda ?? FIXED_LAMBDA
      const links = denseLinks(solver.solve(lambda).matrix.slice(), items)
      return { name: 'ease', config: { lambda }, links, ...linksRanker(links) }
    }
    const kept = new Float32Array(items * items)
    const chosen = searchLambda(solver, options, (links, _, best) => best && kept.set(links.matrix))
    const { lambda, validation, stopped } = chosen
    const tried = chosen.tried.map(({ lambda, score }) => ({ setting: { lambda }, score }))
    const links = denseLinks(kept, items)
    const found = { config: { lambda }, validation, tried, stopped, links }
    return { name: 'ease', ...found, ...linksRanker(links) }
  } finally {
    await solver.dispose()
  }
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
