import { appendFile } from 'node:fs/promises'
import type { Metrics } from '../../../evaluate/index.ts'
import { placeFile, readIfThere } from '../../../files.ts'
import { STAGES, type Stage } from './checkpoint.ts'

/** One epoch. */
export interface LogLine {
  stage: Stage
  epoch: number
  /** Seconds of the epoch's steps, without validation. */
  seconds: number
  /** Mean over the batches. */
  loss: number
  /** The loss's parts by name, means over the batches. */
  terms: Record<string, number>
  /** The objective and all metrics, in validated epochs. */
  objective?: number
  validation?: Metrics
}

/** Appends one line of JSON. */
export function appendLog(file: string, line: LogLine): Promise<void> {
  return appendFile(file, `${JSON.stringify(line)}\n`)
}

/** The lines of a log up to the first incomplete one; none if the file is missing. */
export async function readLog(file: string): Promise<LogLine[]> {
  const text = await readIfThere(file)
  const lines: LogLine[] = []
  // Text after the last line end was not written completely.
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const parsed: LogLine = JSON.parse(line)
      lines.push(parsed)
    } catch {
      break
    }
  }
  return lines
}

/** Removes the lines after the epoch that a run resumes from, and returns the others. */
export async function cutLog(file: string, stage: Stage, epoch: number): Promise<LogLine[]> {
  const at = STAGES.indexOf(stage)
  const lines = (await readLog(file)).filter((line) => {
    const its = STAGES.indexOf(line.stage)
    return its < at || (its === at && line.epoch <= epoch)
  })
  await placeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return lines
}
