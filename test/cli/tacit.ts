import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')

export interface Result {
  code: number
  stdout: string
  stderr: string
}

/** Runs the command as a user would; never throws. */
export async function tacit(...args: string[]): Promise<Result> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [BIN, ...args])
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as Result
    return { code, stdout, stderr }
  }
}

/** The JSON object that is the last line of standard output. */
export function lastLine({ stdout }: Result) {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
}
