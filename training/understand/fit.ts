import {
  decodeReading,
  type Network,
  neighboursOf,
  readNetwork,
  readTokens,
  type Sizes,
} from '@tacit-rec/engine'
import { type Progress, silent } from '../progress.ts'
import { createRandom, type Random } from '../random.ts'
import { Adam, createRuntime, type Parameter, type Runtime, Tape } from '../tensor/index.ts'
import { batchOf, type Names } from './batch.ts'
import { judgeUnderstanding, type UnderstandScores, type Understood } from './judge.ts'
import { type Clauses, clausesOf, mix } from './mix.ts'
import { createMember, lossOf, type Parameters } from './model.ts'
import { packNetwork } from './pack.ts'
import type { FitSettings } from './settings.ts'
import type { Utterance } from './types.ts'
import { lexemes, wordsOf } from './words.ts'

export interface FitOptions {
  seed: number
  threads?: number
  progress?: Progress
}

/** Words that occur in fewer distinct clauses have no row. */
const MIN_COUNT = 2
/** Steps in which the rate rises from 0. */
const WARM_UP = 100
/** Max length of the gradient. */
const CLIP = 5
/** Max share of the averaged weights that a step keeps. */
const AVERAGE = 0.998
const ARENA = 512 << 20

/**
 * Trains the members of a network one after another, each from its own seed, on utterances that are
 * composed anew for every epoch, with Adam, a rate that falls to 0 and an exponential moving average
 * of the weights. Each member keeps the average that is best on `valid`.
 *
 * @returns the bytes that `readNetwork` of the engine reads
 */
export async function fitNetwork(
  train: readonly Utterance[],
  valid: readonly Utterance[],
  settings: FitSettings,
  { seed, threads, progress = silent }: FitOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const clauses = clausesOf(train)
  const words = wordsOf(clauses, MIN_COUNT, settings.maxWords)
  const intents = [...clauses.phrases.keys()].sort()
  const tags = tagsOf(train)
  const { buckets, width, hidden, dilations, chain } = settings
  const sizes: Sizes = {
    ...{ buckets, width, hidden, dilations, chain },
    words: 1 + words.length,
    intents: intents.length,
    tags: tags.length,
  }
  const runtime = await createRuntime({ bytes: ARENA, threads })
  const task = progress.task('training the network', settings.members * settings.epochs)
  const members: Record<string, Float32Array>[] = []
  const pack = (some: readonly Record<string, Float32Array>[]) =>
    packNetwork({ sizes, words, intents, tags, members: some, bits: settings.bits })
  try {
    for (let n = 0; n < settings.members; n++) {
      const random = createRandom(seed * 1000 + n)
      const step = (epoch: number, note?: string) => task.update(n * settings.epochs + epoch, note)
      const one = (weights: Record<string, Float32Array>) =>
        judgeNetwork(readNetwork(pack([weights])), valid)
      members.push(
        fitMember(runtime, { clauses, words, intents, tags, sizes }, settings, random, one, step),
      )
    }
  } finally {
    await runtime.dispose()
  }
  task.end()
  return pack(members)
}

/** What a network understands of utterances, scored. */
export function judgeNetwork(network: Network, utterances: readonly Utterance[]): UnderstandScores {
  return judgeUnderstanding(
    utterances,
    utterances.map(({ tokens }) => understood(network, tokens)),
  )
}

function understood(network: Network, tokens: readonly string[]): Understood {
  return decodeReading(network, readTokens(network, tokens))
}

/** `O`, then the others by name. */
function tagsOf(utterances: readonly Utterance[]): string[] {
  const tags = new Set(utterances.flatMap(({ tags }) => tags))
  tags.delete('O')
  return ['O', ...[...tags].sort()]
}

interface Task {
  clauses: Clauses
  words: readonly string[]
  intents: readonly string[]
  tags: readonly string[]
  sizes: Sizes
}

function fitMember(
  runtime: Runtime,
  { clauses, words, intents, tags, sizes }: Task,
  settings: FitSettings,
  random: Random,
  judge: (weights: Record<string, Float32Array>) => UnderstandScores,
  step: (epoch: number, note?: string) => void,
): Record<string, Float32Array> {
  const mark = runtime.mark()
  const names: Names = { intents: numbered(intents), tags: numbered(tags) }
  const known = lexemes(words, sizes.buckets)
  const member = createMember(runtime, sizes, random)
  const average = averageOf(member)
  const adam = new Adam(runtime, Object.values(member), { lr: 0 })
  const tape = new Tape(runtime)
  const { epochs, utterances, batch: size, rate } = settings
  const batches = Math.ceil(utterances / size)
  const neighbours = neighboursOf(tags)
  let steps = 0
  let best: { overall: number; weights: Record<string, Float32Array> } | undefined
  for (let epoch = 0; epoch < epochs; epoch++) {
    const mixed = mix(clauses, utterances, settings, random)
    for (let b = 0; b < batches; b++) {
      const done = steps / (epochs * batches)
      adam.lr = rate * Math.min(1, (steps + 1) / WARM_UP) * (1 - done) ** 0.9
      const rows = mixed.slice(b * size, (b + 1) * size)
      const batch = batchOf(rows, known, names, settings, random)
      tape.backward(lossOf(tape, member, sizes, batch, { ...settings, neighbours, random }))
      clip(Object.values(member))
      adam.step()
      tape.reset()
      steps++
      average.follow(Math.min(AVERAGE, (1 + steps) / (10 + steps)))
    }
    const isLate = epoch >= epochs - Math.max(1, epochs >> 2)
    const scores = isLate ? judge(average.weights) : undefined
    if (scores && (!best || scores.overall >= best.overall))
      best = { overall: scores.overall, weights: average.copy() }
    step(epoch + 1, scores && `valid ${scores.overall.toFixed(3)}`)
  }
  runtime.release(mark)
  return best!.weights
}

function numbered(names: readonly string[]): Map<string, number> {
  return new Map(names.map((name, n) => [name, n]))
}

/** An exponential moving average of parameters. */
function averageOf(member: Parameters) {
  const copyOf = (values: Record<string, { data: Float32Array } | Float32Array>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, v]) => [
        name,
        (v instanceof Float32Array ? v : v.data).slice(),
      ]),
    )
  const weights: Record<string, Float32Array> = copyOf(member)
  return {
    weights,
    copy: () => copyOf(weights),
    /** weights = kept·weights + (1 − kept)·parameters */
    follow(kept: number) {
      for (const [name, to] of Object.entries(weights)) {
        const { data } = member[name]
        for (let n = 0; n < to.length; n++) to[n] += (1 - kept) * (data[n] - to[n])
      }
    },
  }
}

/** Scales all gradients to a length of {@link CLIP} together where they are longer. */
function clip(parameters: readonly Parameter[]): void {
  const gradients = parameters.map(({ grad }) => grad)
  let squares = 0
  for (const grad of gradients) for (let n = 0; n < grad.length; n++) squares += grad[n] * grad[n]
  const factor = CLIP / Math.sqrt(squares)
  if (!(factor < 1)) return
  for (const grad of gradients) for (let n = 0; n < grad.length; n++) grad[n] *= factor
}
