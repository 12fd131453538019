import { createHash } from 'node:crypto'
import { type Dataset, interactionMatrix, type Split } from '../data/index.ts'
import { evaluateRanker, type Metrics } from '../evaluate/index.ts'
import { loadVectors, type OrderedVectors } from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import { isTransductive, sampleRows, type Teacher, type Tried } from '../teachers/index.ts'
import { type FitFlags, loadOptions, type TeacherFlags } from './flags.ts'

/** A split as a teacher is fitted on it: one with user embeddings takes held-out users' inputs. */
export function splitFor(name: string, split: Split): { split: Split; transductive: boolean } {
  const inputs = isTransductive(name) ? split.transductive : undefined
  return inputs
    ? { split: { ...split, fit: inputs }, transductive: true }
    : { split, transductive: false }
}

/** The text vectors that the flags name, led to the dataset's order; undefined without. */
export async function vectorsOf(
  data: string,
  { textItems, textUsers, ...flags }: FitFlags & TeacherFlags,
  dataset: Dataset,
  split: Pick<Split, 'fit'>,
): Promise<OrderedVectors | undefined> {
  if (!textItems) return undefined
  const fitted = interactionMatrix(split.fit, dataset.items.length)
  const files = { items: textItems, users: textUsers }
  return loadVectors(data, loadOptions(flags), dataset, fitted, files)
}

/** SHA-256 over text vectors. */
export function hashVectors({ items, users }: OrderedVectors): string {
  const hash = createHash('sha256')
  for (const part of [items, users])
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  return hash.digest('hex')
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
