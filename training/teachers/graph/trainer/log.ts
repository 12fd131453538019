import { appendFile } from 'node:fs/promises'
import type { Metrics } from '../../../evaluate/index.ts'
import { placeFile, readIfThere } from '../../../files.ts'
import { STAGES, type Stage } from './checkpoint.ts'

/** One epoch. */
export interface LogLine {
  stage: Stage
  epoch: number
  /** Seconds that the epoch's steps took, validation not counted. */
  seconds: number
  /** Mean over the batches. */
  loss: number
  /** The loss's parts by name, means over the batches. */
  terms: Record<string, number>
  /** What the model is chosen by, and all metrics, in epochs that were validated. */
  objective?: number
  validation?: Metrics
}

/** Appends one line of JSON. */
export function appendLog(file: string, line: LogLine): Promise<void> {
  return appendFile(file, `${JSON.stringify(line)}\n`)
}

/** The lines of a log up to the first that is torn; a missing file has none. */
export async function readLog(file: string): Promise<LogLine[]> {
  const text = await readIfThere(file)
  const lines: LogLine[] = []
  // What follows the last line end was not finished.
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      lines.push(JSON.parse(line) as LogLine)
    } catch {
      break
    }
  }
  return lines
}

/** Drops what a killed run logged after the epoch that it goes on from. Returns what stays. */
export async function cutLog(file: string, stage: Stage, epoch: number): Promise<LogLine[]> {
  const at = STAGES.indexOf(stage)
  const kept = (await readLog(file)).filter((line) => {
    const its = STAGES.indexOf(line.stage)
    return its < at || (its === at && line.epoch <= epoch)
  })
  await placeFile(file, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return kept
}
