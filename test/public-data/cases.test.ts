import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { publicCases } from './folders.ts'

const CLONE = resolve(import.meta.dirname, '../..')
const cases = publicCases('data')

/**
 * One user of 240 is blank in this case. It expects a message with 80 or 33 %, the numbers of the
 * case beside it, where every third user is blank.
 */
const WRONG = ['id-user-blank']

it.runIf(cases)('reads every real file that once failed', async () => {
  const judge = join(cases!, 'judge.mjs')
  const judged = spawn(process.execPath, [judge, CLONE], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const part of judged.stdout) said += part
  const { cases: all, names: failing } = JSON.parse(said.trim().split('\n').at(-1)!)
  expect(all).toBeGreaterThan(WRONG.length)
  expect(
    failing.filter((name: string) => !WRONG.includes(name)),
    said,
  ).toEqual([])
})
