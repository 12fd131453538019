import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Site, startSite } from '../browser/site.ts'
import { randomPack } from '../pack/random-pack.ts'

const ROOT = resolve(import.meta.dirname, '../..')

let site: Site
beforeAll(async () => {
  site = await startSite(await randomPack())
})
afterAll(() => site.close())

it.each([
  ['pack', '40 items, the first is item-0\n'],
  ['engine', expect.stringMatching(/^item-\d+ \{\s+score: [\d.]+,\s+base: /)],
  ['client', expect.stringMatching(/^((Title \d+|undefined) Popular here\n){5}$/)],
])('the first lines of %s/README.md work', async (name, printed) => {
  const readme = await readFile(join(ROOT, name, 'README.md'), 'utf8')
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme)!
  const local = `${code.replaceAll('https://edge.example', site.url)}\nprocess.exit()`
  const args = ['--input-type=module', '-e', local]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  expect(stdout).toEqual(printed)
})
