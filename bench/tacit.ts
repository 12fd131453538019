import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const TACIT = resolve(import.meta.dirname, '../tacit-rec/bin/tacit.js')

type Cut = Record<string, number>
export type Metric = 'recall' | 'ndcg' | 'hr'

/** What is read of the last line of `tacit evaluate`. */
export type Evaluated = Record<Metric, Cut> & { seconds: number; transductive?: boolean }

/** Runs a command with `--json` and gives its last line. */
export async function tacit<Result = Evaluated>(args: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [TACIT, ...args, '--json'], {
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** Four digits, without the zero before the point. */
export function digits(value: number): string {
  return value.toFixed(4).replace(/^0/, '')
}
