import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import { randomPack } from '../pack/random-pack.ts'

const ROOT = resolve(import.meta.dirname, '../..')

let site: Site
beforeAll(async () => {
  site = await startSite(await randomPack())
})
afterAll(() => site.close())

/** The first lines of a README that are code, with the address of this site. */
async function firstLines(name: string): Promise<string> {
  const readme = await readFile(join(ROOT, name, 'README.md'), 'utf8')
  const [, code] = /```js\n([\s\S]*?)```/.exec(readme)!
  return code.replaceAll('https://edge.example', site.url)
}

it.each([
  ['pack', '40 items, the first is item-0\n'],
  ['engine', expect.stringMatching(/^item-\d+ \{\s+score: [\d.]+,\s+base: /)],
])('the first lines of %s/README.md work', async (name, printed) => {
  const args = ['--input-type=module', '-e', `${await firstLines(name)}\nprocess.exit()`]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
  expect(stdout).toEqual(printed)
})

it('the first lines of client/README.md work on a page', async () => {
  buildSdk()
  const code = await firstLines('client')
  site.script = code.replace('@tacit-rec/client', '/sdk/tacit.js').replace("'/tacit/'", "'/sdk/'")
  const browser = await launchChromium()
  const page = await browser.newPage()
  const printed: string[] = []
  page.on('console', (message) => printed.push(message.text()))
  await page.goto(site.url)
  await expect
    .poll(() => printed.filter((line) => / (Popular here|Because )/.test(line)).length)
    .toBe(5)
  await browser.close()
})
