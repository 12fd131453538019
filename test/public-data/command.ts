import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const TACIT = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')

/** Runs `tacit … --json` and gives the object that is its last line. */
export async function tacit(...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [TACIT, ...args, '--json'], {
    maxBuffer: 1 << 26,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}
