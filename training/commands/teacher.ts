import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import type { Progress } from '../progress.ts'
import { interactionMatrix } from '../sparse/index.ts'
import {
  isGraphName,
  isRunPath,
  isTransductive,
  sampleRows,
  type Teacher,
  type Tried,
} from '../teachers/index.ts'
import type { TeacherFlags } from './flags.ts'

/** A split as a teacher is fitted on it: one with user embeddings takes held-out users' inputs. */
export function splitFor(name: string, split: Split): { split: Split; transductive: boolean } {
  const inputs = isTransductive(name) ? split.transductive : undefined
  return inputs
    ? { split: { ...split, fit: inputs }, transductive: true }
    : { split, transductive: false }
}

/**
 * Refuses what a graph has no edge for: its embedding would stay as it was drawn, and be ranked by.
 * An item that only events held out have is the protocol's affair, and stays a candidate.
 *
 * @throws TacitError `teacher/unconnected`
 */
export function assertConnected(name: string, dataset: Dataset, { fit }: Pick<Split, 'fit'>): void {
  const { users, items } = dataset
  const refuse = (what: string, others: number, remedy: string) => {
    const more = others > 1 ? `, and ${others - 1} more` : ''
    throw new TacitError(
      'teacher/unconnected',
      `${dataset.name}: ${what}${more}: "${name}" learns from edges alone; ${remedy}`,
    )
  }
  const touched = new Uint8Array(items.length)
  for (const i of dataset.item) touched[i] = 1
  const lonely = items.filter((_, i) => !touched[i])
  if (lonely.length)
    refuse(`item "${lonely[0]}" has no events`, lonely.length, 'leave such items out by --k-core 1')
  const { offsets } = interactionMatrix(fit, items.length)
  const strangers = users.filter((_, u) => offsets[u] === offsets[u + 1])
  if (strangers.length)
    refuse(
      `user "${strangers[0]}" has no training events`,
      strangers.length,
      'give some, or leave these users out of the held-out events',
    )
}

/** @throws TacitError `teacher/cold` where items without events are to be ranked by their edges */
export function assertRanksCold(name: string, protocol: Protocol): void {
  if (protocol !== 'cold-items' || !isGraphName(name)) return
  throw new TacitError(
    'teacher/cold',
    `teacher "${name}" learns an item's embedding from its events, and protocol "cold-items" ranks ` +
      'items that have none: use nearest-text, text-knn or --student',
  )
}

/** @throws TacitError `teacher/epochs` where a number of epochs is given to what has none */
export function assertNoEpochs(name: string, epochs: number | undefined): void {
  if (epochs === undefined || isGraphName(name)) return
  throw new TacitError(
    'teacher/epochs',
    `teacher "${name}" is not trained in epochs: leave out --epochs ${epochs}`,
  )
}

/**
 * @throws TacitError `teacher/set` where a search or settings are asked of a RUN, which is fitted, or
 *   both of a linear teacher, whose search has nothing left to try
 */
export function assertTunable(name: string, { tune, set }: TeacherFlags): void {
  const refuse = (why: string) => new TacitError('teacher/set', why)
  if (isRunPath(name) && (tune || set)) {
    const flag = tune ? '--tune' : '--set'
    throw refuse(`run ${name} is fitted already: leave ${flag} out, or give it to tacit teach`)
  }
  if (!isGraphName(name) && tune && set)
    throw refuse(`teacher "${name}": give either --tune or --set, not both`)
}

/** Metrics on the validation cases, at most 4000 of them. */
export function validate(teacher: Teacher, split: Split, items: number): Metrics | undefined {
  const cases = split.valid
  if (!cases.users.length) return undefined
  return evaluateRanker(teacher, cases, items, sampleRows(cases.users.length, 4000))
}

/** What was tried, as lines of text, what was chosen marked. */
export function showTried(
  tried: readonly Tried[],
  chosen: Record<string, unknown>,
  progress: Progress,
): void {
  if (!tried.length) return
  const names = Object.keys(tried[0].setting)
  const cells = tried.map(({ setting, score }) => [
    ...names.map((name) => String(setting[name])),
    score.toFixed(4) + (names.every((name) => setting[name] === chosen[name]) ? ' *' : ''),
  ])
  const rows = [[...names, 'validation'], ...cells]
  const widths = rows[0].map((_, c) => Math.max(...rows.map((row) => row[c].length)))
  for (const row of rows) {
    const line = row.map((cell, c) => cell.padEnd(widths[c] + 2)).join('')
    progress.note(line.trimEnd())
  }
}
