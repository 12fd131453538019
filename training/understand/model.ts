import { layoutOf, type Sizes } from '@tacit-rec/engine'
import type { Random } from '../random.ts'
import {
  add,
  addRowBias,
  chainLoss,
  concatRows,
  dropout,
  gather,
  gru,
  layerNorm,
  leakyRelu,
  matmul,
  meanRows,
  type Parameter,
  parameter,
  type Runtime,
  scale,
  softCrossEntropy,
  softmaxRows,
  type Tape,
  type Var,
  windowRows,
} from '../tensor/index.ts'
import type { Batch } from './batch.ts'
import { contrastOf } from './contrast.ts'

/** The tensors of one member by the names of its layout. */
export type Parameters = Readonly<Record<string, Parameter>>

/** Deviation of the rows of words and n-grams at the start. */
const SPREAD = 0.1
/** Weight of the loss of clause beginnings beside those of intents and tags. */
const BEGINS = 0.3
/** Temperature of the contrasts. */
const TEMPERATURE = 0.1

/** What `lossOf` adds to the cross-entropies, and how it drops. */
export interface LossOptions {
  drop: number
  smoothing: number
  /** [S+1,S], −∞ where a tag never follows another, else 0. */
  neighbours: Float32Array
  /** Weights of the contrasts between clauses by intent and between values by slot. */
  contrastIntents: number
  contrastSlots: number
  random: Random
}

/**
 * Tables N(0, .1²), gains 1, biases 0, other weights uniform in ±1/√inputs.
 */
export function createMember(runtime: Runtime, sizes: Sizes, random: Random): Parameters {
  return Object.fromEntries(
    layoutOf(sizes).map(({ name, rows, cols }) => {
      const bound = 1 / Math.sqrt(cols)
      const start = () => {
        if (name === 'tag.next') return 0
        if (name === 'words' || name === 'grams') return SPREAD * random.normal()
        if (name === 'slot.intent') return (SPREAD / 2) * random.normal()
        if (rows === 1) return +name.endsWith('.gain')
        return bound * (2 * random.uniform() - 1)
      }
      return [name, parameter(runtime, rows, cols, start)]
    }),
  )
}

/**
 * The loss of a batch: mean cross-entropies of the tokens' clauses, of clause beginnings × .3, and of
 * tags, and the contrasts. The arithmetic is that of `engine/understand/network.ts`, with dropout before and after the
 * encoder and in each of its steps.
 *
 * @param smoothing share of every target that is spread over all classes
 * @returns [1,1]
 */
export function lossOf(
  tape: Tape,
  m: Parameters,
  sizes: Sizes,
  batch: Batch,
  { drop, smoothing, neighbours, contrastIntents, contrastSlots, random }: LossOptions,
): Var {
  const { dilations, chain } = sizes
  const dropped = (x: Var) => dropout(tape, x, drop, random.below(2 ** 31))
  const linear = (name: string, x: Var) => {
    const product = matmul(tape, x, m[`${name}.weight`], { transposeB: true })
    return addRowBias(tape, product, m[`${name}.bias`])
  }
  const norm = (name: string, x: Var) => layerNorm(tape, x, m[`${name}.gain`], m[`${name}.bias`])

  const spelled = gather(tape, meanRows(tape, m.grams, batch.grams, batch.ends), batch.bags)
  let h = dropped(linear('input', dropped(add(tape, gather(tape, m.words, batch.words), spelled))))
  for (const [n, dilation] of dilations.entries()) {
    const index = windowIndex(batch.offsets, dilation)
    const x = windowRows(tape, norm(`window${n}.norm`, h), index, 3)
    h = add(tape, h, dropped(leakyRelu(tape, linear(`window${n}`, x), 0)))
  }
  const [ahead, back] = ['forward', 'backward'].map((name, reverse) =>
    gru(tape, linear(`${name}.input`, h), m[`${name}.state`], batch.offsets, {
      reverse: reverse === 1,
    }),
  )
  const sides = windowRows(tape, concatRows(tape, ahead, back), pairs(h.rows), 2)
  h = dropped(norm('norm', add(tape, h, sides)))
  const clause = linear('clause', h)
  const seen = matmul(tape, softmaxRows(tape, clause), m['slot.intent'])
  const tags = linear('tag', dropped(leakyRelu(tape, add(tape, linear('slot', h), seen), 0)))
  const entropy = (x: Var, answers: Int32Array, smooth: number) =>
    softCrossEntropy(tape, x, targets(tape, x, answers, smooth))
  const nextOf = () => {
    const rule = tape.constant(sizes.tags + 1, sizes.tags)
    rule.data.set(neighbours)
    return add(tape, m['tag.next'], rule)
  }
  const contrasts = [
    [contrastIntents, batch.runs.clauses] as const,
    [contrastSlots, batch.runs.slots] as const,
  ].flatMap(([weight, runs]) => {
    const loss = weight > 0 ? contrastOf(tape, h, runs, TEMPERATURE) : null
    return loss ? [scale(tape, loss, weight)] : []
  })
  return add(
    tape,
    entropy(clause, batch.clause, smoothing),
    scale(tape, entropy(linear('bound', h), batch.begins, 0), BEGINS),
    chain
      ? chainLoss(tape, tags, nextOf(), batch.tags, batch.offsets)
      : entropy(tags, batch.tags, smoothing),
    ...contrasts,
  )
}

/** One-hot rows of answers, of which `smooth` is spread over all classes. */
function targets(tape: Tape, { rows, cols }: Var, answers: Int32Array, smooth: number): Var {
  const out = tape.constant(rows, cols)
  const { data } = out
  data.fill(smooth / cols)
  for (let r = 0; r < rows; r++) data[r * cols + answers[r]] += 1 - smooth
  return out
}

/** For each row those `dilation` before and after it in its utterance, −1 beyond its ends. */
function windowIndex(offsets: Int32Array, dilation: number): Int32Array {
  const index = new Int32Array(3 * offsets[offsets.length - 1])
  for (let s = 0; s + 1 < offsets.length; s++)
    for (let t = offsets[s]; t < offsets[s + 1]; t++) {
      index[3 * t] = t - dilation >= offsets[s] ? t - dilation : -1
      index[3 * t + 1] = t
      index[3 * t + 2] = t + dilation < offsets[s + 1] ? t + dilation : -1
    }
  return index
}

/** Rows t and t + n: the two directions of a token, side by side. */
function pairs(n: number): Int32Array {
  return Int32Array.from({ length: 2 * n }, (_, at) => (at >> 1) + (at & 1 ? n : 0))
}
