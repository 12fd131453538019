import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
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

/**
 * Adds a byte to the first file of a pack, which is compressed JSON now: the judge itself cannot unpack
 * it. `test/cli/cli.test.ts` does the same.
 */
const UNREADABLE = ['insp-corrupt']

it.runIf(cases)('reads every real file that once failed', async () => {
  const judge = join(cases!, 'judge.mjs')
  const names = readdirSync(cases!, { withFileTypes: true }).filter((one) => one.isDirectory())
  const chosen = names.map(({ name }) => name).filter((name) => !UNREADABLE.includes(name))
  const judged = spawn(process.execPath, [judge, CLONE, ...chosen], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const part of judged.stdout) said += part
  const { cases: all, names: failing } = JSON.parse(said.trim().split('\n').at(-1)!)
  expect(all).toBeGreaterThan(WRONG.length)
  expect(
    failing.filter((name: string) => !WRONG.includes(name)),
    said,
  ).toEqual([])
})
