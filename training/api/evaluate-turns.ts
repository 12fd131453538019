import { resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { type Progress, silent } from '../progress.ts'
import { createRandom } from '../random.ts'
import {
  bestForm,
  type ChainForm,
  fitTurns,
  heldOutBits,
  judgeTurns,
  pairsOf,
  readConversations,
  TURN_SETTINGS,
  type TurnScores,
} from '../turns/index.ts'

export interface EvaluateTurnsOptions {
  /** Folder of `sessions.jsonl`, as `tacit queries` writes it, or of `conversations.json`. */
  data: string
  /** Default 1. */
  seed?: number
  /** Default: all cores. */
  threads?: number
  progress?: Progress
}

export interface EvaluateTurnsResult {
  task: 'turns'
  conversations: number
  turns: number
  /** Distinct labels of turns. */
  labels: number
  /** Held-out bits of a label after another: by a chain whose form is chosen on what it has seen. */
  bits: number
  /** By the turn before alone, one taken from every count. */
  bitsBigram: number
  /** By how frequent labels are. */
  bitsPrior: number
  /** The form that all conversations choose. */
  chain: ChainForm
  /** Whether a turn relates to what came before, on a held-out fifth of the conversations. */
  relates: TurnScores
  /** The same without the second task, response ranking. */
  relatesAlone: TurnScores
  seed: number
}

const FOLDS = 5
/** Fewer say nothing. */
const MIN_CONVERSATIONS = 10

/**
 * Judges what can be foreseen of conversations: the next turn's label by a Markov chain
 * (cross-validated over conversations), and whether a turn relates to what came before, by a
 * classifier with and without response ranking as a second task.
 *
 * @throws TacitError `turns/file`, `turns/row`, or `turns/few` for fewer than 10 conversations
 * @example
 * const { bits } = await evaluateTurns({ data: 'made-up' })
 */
export async function evaluateTurns({
  data,
  seed = 1,
  threads,
  progress = silent,
}: EvaluateTurnsOptions): Promise<EvaluateTurnsResult> {
  const conversations = await readConversations(resolve(data))
  if (conversations.length < MIN_CONVERSATIONS)
    throw new TacitError(
      'turns/few',
      `${data} has ${conversations.length} conversations: ${MIN_CONVERSATIONS} or more are needed`,
    )
  const labels = conversations.map((turns) => turns.map(({ label }) => label))
  const bits = (form: Parameters<typeof heldOutBits>[1]) =>
    heldOutBits(labels, form, { folds: FOLDS, random: createRandom(seed) })
  const task = progress.task('turns', 2)
  const random = createRandom(seed)
  const order = random.shuffle(Int32Array.from(conversations.keys()))
  const held = Math.ceil(order.length / FOLDS)
  const part = (from: number, to: number) =>
    pairsOf(
      Array.from(order.subarray(from, to), (n) => conversations[n]),
      random,
    )
  const [test, train] = [part(0, held), part(held, order.length)]
  const scoresWith = async (ranking: number) => {
    const fitted = await fitTurns(train, { ...TURN_SETTINGS, ranking }, { seed, threads })
    return judgeTurns(fitted, test)
  }
  const relates = await scoresWith(TURN_SETTINGS.ranking)
  task.update(1)
  const relatesAlone = await scoresWith(0)
  task.end()
  return {
    task: 'turns',
    conversations: conversations.length,
    turns: labels.flat().length,
    labels: new Set(labels.flat()).size,
    bits: bits((seen) => bestForm(seen, createRandom(seed))),
    bitsBigram: bits({ order: 1, discount: 1 }),
    bitsPrior: bits({ order: 0, discount: 1 }),
    chain: bestForm(labels, createRandom(seed)),
    relates,
    relatesAlone,
    seed,
  }
}
