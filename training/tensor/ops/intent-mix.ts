import { gemm, softmaxInto } from '../linear.ts'
import { runShared } from '../runtime.ts'
import type { Tape, Var } from '../tape.ts'

/** Rows from…to−1 and their prototypes C [d,K]. */
export interface IntentGroup {
  from: number
  to: number
  prototypes: Var
}

/** Rows whose softmax over the prototypes is in memory at a time. */
const BLOCK = 2048

/**
 * Y[r] = softmax(X[r]·C)·Cᵀ: a node as a mixture of intent prototypes (DCCF, Ren et al., SIGIR
 * 2023; docs/method.md#irllrec); users and items each have their own prototypes. Computed in blocks of
 * rows, whose softmax is recomputed in the backward pass: no n × K matrix is stored.
 *
 *   A = softmax(X·C), G = dY·C, dL = A⊙(G − rowsum(A⊙G)), dX += dL·Cᵀ, dC += dYᵀ·A + Xᵀ·dL
 *
 * @param x [n,d]
 * @param groups adjacent, covering all rows
 * @returns [n,d]
 */
export function intentMix(tape: Tape, x: Var, groups: readonly IntentGroup[]): Var {
  const { rows, cols: d } = x
  const ends = groups.map(({ to }) => to)
  const fits = groups.every((g, n) => g.from === (ends[n - 1] ?? 0) && g.prototypes.rows === d)
  if (!fits || ends.at(-1) !== rows)
    throw new Error(
      `intentMix: groups up to [${ends}] with prototypes of ` +
        `[${groups.map(({ prototypes }) => prototypes.rows)}] numbers do not match [${rows},${d}]`,
    )
  const y = tape.make(rows, d)
  eachBlock(tape, groups, 1, (block, [shares]) => {
    mixtures(tape, x, block, shares)
    const { from, count, prototypes: c } = block
    const product = { a: { pointer: shares, cols: c.cols }, ta: false, b: c, tb: true }
    gemm(tape.runtime, { ...product, c: rowsOf(y.pointer, from, d), m: count, n: d, k: c.cols })
  })
  tape.record(() => {
    const [dy, dx] = [y.gradient(), x.gradient()]
    for (const { prototypes } of groups) prototypes.gradient()
    eachBlock(tape, groups, 2, (block, room) => backward(tape, x, dy, dx, block, room))
  })
  return y
}

interface Block {
  from: number
  count: number
  prototypes: Var
}

/** Calls `run` with blocks of rows and `rooms` scratch areas of [BLOCK,K], freed at the end. */
function eachBlock(
  { runtime }: Tape,
  groups: readonly IntentGroup[],
  rooms: number,
  run: (block: Block, rooms: number[]) => void,
): void {
  const mark = runtime.mark()
  const width = Math.max(...groups.map(({ prototypes }) => prototypes.cols))
  const room = Array.from({ length: rooms }, () => runtime.room(BLOCK * width * 4))
  for (const { from, to, prototypes } of groups)
    for (let at = from; at < to; at += BLOCK)
      run({ from: at, count: Math.min(BLOCK, to - at), prototypes }, room)
  runtime.release(mark)
}

function rowsOf(pointer: number, from: number, cols: number) {
  return { pointer: pointer + from * cols * 4, cols }
}

/** A = softmax(X·C) of a block. */
function mixtures(tape: Tape, x: Var, { from, count, prototypes }: Block, to: number): void {
  const { cols: K } = prototypes
  gemm(tape.runtime, {
    a: rowsOf(x.pointer, from, x.cols),
    ta: false,
    b: prototypes,
    tb: false,
    c: { pointer: to, cols: K },
    m: count,
    n: K,
    k: x.cols,
  })
  softmaxInto(tape.runtime, to, to, count, K)
}

function backward(
  tape: Tape,
  x: Var,
  dy: number,
  dx: number,
  block: Block,
  [shares, slopes]: number[],
): void {
  const { runtime } = tape
  const { from, count, prototypes: c } = block
  const [d, K] = [x.cols, c.cols]
  const [up, into] = [rowsOf(dy, from, d), rowsOf(dx, from, d)]
  const [A, L] = [shares, slopes].map((pointer) => ({ pointer, cols: K }))
  const dc = { pointer: c.gradient(), cols: K }
  const accumulate = true
  mixtures(tape, x, block, shares)
  gemm(runtime, { a: up, ta: false, b: c, tb: false, c: L, m: count, n: K, k: d })
  const rest = [slopes, shares, slopes, K, 0]
  runShared(runtime, count, (begin, end) => ['softmaxBackward', begin, end, ...rest])
  gemm(runtime, { a: L, ta: false, b: c, tb: true, c: into, m: count, n: d, k: K, accumulate })
  const inner = { c: dc, m: d, n: K, k: count, accumulate }
  gemm(runtime, { a: up, ta: true, b: A, tb: false, ...inner })
  gemm(runtime, { a: rowsOf(x.pointer, from, d), ta: true, b: L, tb: false, ...inner })
}
