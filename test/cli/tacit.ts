import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { vi } from 'vitest'
import { main } from '../../training/cli/index.ts'

const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')

export interface Result {
  code: number
  stdout: string
  stderr: string
}

/**
 * Runs the command in this process, since a process of its own takes half a second to start. One at a
 * time: what is printed meanwhile is its output. Never throws.
 */
export async function tacit(...args: string[]): Promise<Result> {
  const said = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      said[stream] += text
      return true
    }),
  )
  try {
    return { code: await main(['node', 'tacit', ...args]), ...said }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

/** Runs the command as a user would; never throws. */
export async function tacitProcess(...args: string[]): Promise<Result> {
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
