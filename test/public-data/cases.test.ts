import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

const CLONE = resolve(import.meta.dirname, '../..')
const JUDGE = process.env.TACIT_CASES && join(process.env.TACIT_CASES, 'data/judge.mjs')

/**
 * One user of 240 is blank in this case. It expects a message with 80 or 33 %, the numbers of the
 * case beside it, where every third user is blank.
 */
const WRONG = ['id-user-blank']

it.runIf(JUDGE && existsSync(JUDGE))('reads every real file that once failed', async () => {
  const judged = spawn(process.execPath, [JUDGE!, CLONE], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const part of judged.stdout) said += part
  const { cases, names } = JSON.parse(said.trim().split('\n').at(-1)!)
  expect(cases).toBeGreaterThan(WRONG.length)
  expect(
    names.filter((name: string) => !WRONG.includes(name)),
    said,
  ).toEqual([])
})
