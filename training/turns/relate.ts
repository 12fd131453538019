import { towerGrams } from '@tacit-rec/engine'
import { TOWER_BUCKETS } from '@tacit-rec/pack'
import { createRandom, type Random } from '../random.ts'
import {
  Adam,
  add,
  addRowBias,
  createRuntime,
  dropout,
  infoNce,
  leakyRelu,
  matmul,
  meanRows,
  parameter,
  scale,
  softCrossEntropy,
  Tape,
  type Var,
} from '../tensor/index.ts'
import type { ReadTurn } from './read.ts'

/** A turn, what was said before it, and whether it goes on from that. */
export interface TurnPair {
  before: string
  text: string
  relates: boolean
  /** Blank: unknown. */
  response: string
}

/** Earlier turns that are read, joined. */
const LOOKS_BACK = 2

/**
 * Every turn after what was said before it. The first turn of a conversation comes after the end of
 * another one, to which it does not relate.
 */
export function pairsOf(
  conversations: readonly (readonly ReadTurn[])[],
  random: Random,
): TurnPair[] {
  const order = random.shuffle(Int32Array.from(conversations.keys()))
  const said = (turns: readonly ReadTurn[]) =>
    turns
      .slice(-LOOKS_BACK)
      .map(({ text }) => text)
      .join(' . ')
  return [...order].flatMap((n, at) =>
    conversations[n].map(({ text, relates, response }, turn) => {
      const other = conversations[order[(at + 1) % order.length]]
      const before = said(turn === 0 ? other : conversations[n].slice(0, turn))
      return { before, text, relates: turn > 0 && relates, response }
    }),
  )
}

export interface TurnSettings {
  epochs: number
  batch: number
  rate: number
  drop: number
  /** Weight of the second task, which tells the response from those of other turns; 0: without it. */
  ranking: number
}

export const TURN_SETTINGS: TurnSettings = {
  epochs: 12,
  batch: 32,
  rate: 1e-2,
  drop: 0.2,
  ranking: 0.3,
}

/** Tells which turns go on from what was said before. */
export interface TurnClassifier {
  /** Probability that a turn relates, 0…1. */
  relates(before: string, text: string): number
  /** How well each response answers the turn; comparable within one call. */
  rank(before: string, text: string, responses: readonly string[]): number[]
}

const [WIDTH, HIDDEN] = [32, 64]
const TEMPERATURE = 0.1
const ARENA = 128 << 20
/** The bag of a text without n-grams. */
const NONE = TOWER_BUCKETS

/**
 * Trains a classifier of turns with a second task (after MINT-CL):
 *
 *   a, b, c = mean E of the n-grams of the turn, of what was before, and of what both have
 *   h = relu(A·a + B·b + C·c + bias),  P(relates) = softmax(V·h)
 *   L = cross-entropy + ranking · InfoNCE(R·h, Z·mean E[response])
 */
export async function fitTurns(
  pairs: readonly TurnPair[],
  { epochs, batch: size, rate, drop, ranking }: TurnSettings,
  { seed, threads }: { seed: number; threads?: number },
): Promise<TurnClassifier> {
  const random = createRandom(seed)
  const runtime = await createRuntime({ bytes: ARENA, threads })
  try {
    const uniform = (rows: number, cols: number) =>
      parameter(runtime, rows, cols, () => (2 * random.uniform() - 1) / Math.sqrt(cols))
    const m = {
      grams: parameter(runtime, TOWER_BUCKETS + 1, WIDTH, () => 0.1 * random.normal()),
      now: uniform(HIDDEN, WIDTH),
      before: uniform(HIDDEN, WIDTH),
      both: uniform(HIDDEN, WIDTH),
      bias: parameter(runtime, 1, HIDDEN, () => 0),
      relates: uniform(2, HIDDEN),
      ask: uniform(WIDTH, HIDDEN),
      answer: uniform(WIDTH, WIDTH),
    }
    const adam = new Adam(runtime, Object.values(m), { lr: rate })
    const tape = new Tape(runtime)
    const order = Int32Array.from(pairs.keys())
    const times = (x: Var, w: Var) => matmul(tape, x, w, { transposeB: true })
    const meanOf = (bags: readonly (readonly number[])[]) => {
      const ends = [0]
      for (const bag of bags) ends.push(ends[ends.length - 1] + bag.length)
      return meanRows(tape, m.grams, Int32Array.from(bags.flat()), Int32Array.from(ends))
    }
    const steps = epochs * Math.ceil(pairs.length / size)
    let step = 0
    for (let epoch = 0; epoch < epochs; epoch++) {
      random.shuffle(order)
      for (let from = 0; from < order.length; from += size) {
        const chosen = Array.from(order.subarray(from, from + size), (n) => pairs[n])
        const bags = chosen.map(({ before, text }) => bagsOf(before, text))
        const dropped = (x: Var) => dropout(tape, x, drop, random.below(2 ** 31))
        const hidden = add(
          tape,
          times(dropped(meanOf(bags.map(({ now }) => now))), m.now),
          times(dropped(meanOf(bags.map(({ before }) => before))), m.before),
          times(dropped(meanOf(bags.map(({ both }) => both))), m.both),
        )
        const h = leakyRelu(tape, addRowBias(tape, hidden, m.bias), 0)
        const targets = tape.constant(chosen.length, 2)
        for (const [row, { relates }] of chosen.entries()) {
          targets.data[2 * row] = +!relates
          targets.data[2 * row + 1] = +relates
        }
        let loss = softCrossEntropy(tape, times(h, m.relates), targets)
        if (ranking > 0) {
          const answers = meanOf(chosen.map(({ response }) => gramsOf(response)))
          const [anchors, positives] = [times(h, m.ask), times(answers, m.answer)]
          const second = infoNce(tape, anchors, positives, { temperature: TEMPERATURE })
          loss = add(tape, loss, scale(tape, second, ranking))
        }
        tape.backward(loss)
        adam.lr = rate * (1 - step++ / steps)
        adam.step()
        tape.reset()
      }
    }
    return classifierOf(
      Object.fromEntries(Object.entries(m).map(([name, { data }]) => [name, data.slice()])),
    )
  } finally {
    await runtime.dispose()
  }
}

function gramsOf(text: string): number[] {
  const grams = towerGrams(text)
  return grams.length > 0 ? grams : [NONE]
}

function bagsOf(before: string, text: string) {
  const [now, then] = [gramsOf(text), gramsOf(before)]
  const known = new Set(then)
  const both = now.filter((gram) => gram !== NONE && known.has(gram))
  return { now, before: then, both: both.length > 0 ? both : [NONE] }
}

function classifierOf(m: Record<string, Float32Array>): TurnClassifier {
  const mean = (grams: readonly number[]) => {
    const out = new Float64Array(WIDTH)
    for (const gram of grams)
      for (let c = 0; c < WIDTH; c++) out[c] += m.grams[gram * WIDTH + c] / grams.length
    return out
  }
  const times = (w: Float32Array, x: Float64Array) =>
    Float64Array.from({ length: w.length / x.length }, (_, o) =>
      x.reduce((total, value, c) => total + w[o * x.length + c] * value, 0),
    )
  const hidden = (before: string, text: string) => {
    const bags = bagsOf(before, text)
    const parts = (['now', 'before', 'both'] as const).map((name) =>
      times(m[name], mean(bags[name])),
    )
    return parts[0].map((x, o) => Math.max(0, x + parts[1][o] + parts[2][o] + m.bias[o]))
  }
  const cosine = (a: Float64Array, b: Float64Array) => {
    const dot = (x: Float64Array, y: Float64Array) => x.reduce((all, v, n) => all + v * y[n], 0)
    return dot(a, b) / (Math.sqrt(dot(a, a) * dot(b, b)) || 1)
  }
  return {
    relates(before, text) {
      const [no, yes] = times(m.relates, hidden(before, text))
      return 1 / (1 + Math.exp(no - yes))
    },
    rank(before, text, responses) {
      const asked = times(m.ask, hidden(before, text))
      return responses.map((one) => cosine(asked, times(m.answer, mean(gramsOf(one)))))
    },
  }
}

export interface TurnScores {
  /** Share of turns whose relation is right, 0…1. */
  accuracy: number
  /** The same by always answering what most turns are. */
  majority: number
  /** Mean of 1 / the place of a turn's own response among all that occur. */
  reciprocalRank: number
}

/** Scores a classifier on turns that it has not seen. */
export function judgeTurns(classifier: TurnClassifier, pairs: readonly TurnPair[]): TurnScores {
  const count = Math.max(1, pairs.length)
  const right = pairs.filter(
    ({ before, text, relates }) => classifier.relates(before, text) >= 0.5 === relates,
  )
  const related = pairs.filter(({ relates }) => relates).length
  const asked = pairs.filter(({ response }) => response)
  const responses = [...new Set(asked.map(({ response }) => response))]
  const ranks = asked.map(({ before, text, response }) => {
    const scores = classifier.rank(before, text, responses)
    const own = scores[responses.indexOf(response)]
    return 1 / (1 + scores.filter((score) => score > own).length)
  })
  return {
    accuracy: right.length / count,
    majority: Math.max(related, pairs.length - related) / count,
    reciprocalRank: ranks.reduce((all, rank) => all + rank, 0) / Math.max(1, ranks.length),
  }
}
