import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { EvaluateResult } from '@tacit-rec/training'

const TACIT = resolve(import.meta.dirname, '../tacit-rec/bin/tacit.js')

export type Metric = 'recall' | 'ndcg' | 'hr'

/** The fields of the result of `tacit evaluate` that benches read. */
export type Evaluated = Pick<EvaluateResult, Metric | 'seconds' | 'transductive'>

/** Runs a command with `--json` in a process of its own, and parses its last line. */
export async function tacit<Result = Evaluated>(args: readonly string[]): Promise<Result> {
  const { stdout } = await promisify(execFile)(process.execPath, [TACIT, ...args, '--json'], {
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}

/** Four decimals, without the zero before the point. */
export function digits(value: number): string {
  return value.toFixed(4).replace(/^0/, '')
}
