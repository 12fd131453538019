import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importMap, integrityOf } from '../../scripts/integrity.ts'
import { launchChromium } from '../browser/chromium.ts'

let folder: string
const part = 'export const part = 1\n'
const entry = "import { part } from './part.js?v=0123abcd'\nwindow.ran = part\n"

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-integrity-'))
  await writeFile(join(folder, 'part.js'), part)
  await writeFile(join(folder, 'tacit.js'), entry)
  await writeFile(join(folder, 'runtime.wasm'), 'x')
})
afterAll(() => rm(folder, { recursive: true }))

test('the hash of SRI', () => {
  // The example of W3C's Subresource Integrity, 3.5.
  expect(integrityOf(new TextEncoder().encode("alert('Hello, world.');"))).toBe(
    'sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO',
  )
})

test('the map names every script, also by the version that another asks for', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(importMap(folder)).toEqual({
    imports: { tacit: '/tacit/tacit.js' },
    integrity: {
      '/tacit/part.js': integrityOf(bytes(part)),
      '/tacit/part.js?v=0123abcd': integrityOf(bytes(part)),
      '/tacit/tacit.js': integrityOf(bytes(entry)),
    },
  })
})

test.each([
  ['/tacit/nothing', true],
  ['/tacit/tacit.js', false],
  ['/tacit/part.js', false],
])('a browser refuses the SDK after a change of %s: ran %s', async (changed, runs) => {
  const map = JSON.stringify(importMap(folder))
  const page = `<!doctype html><script type="importmap">${map}</script>
    <script type="module">import('tacit').catch(() => { window.ran = 'refused' })</script>`
  const files: Record<string, string> = { '/tacit/tacit.js': entry, '/tacit/part.js': part }
  const server = createServer(({ url }, response) => {
    const [path] = url!.split('?')
    const type = path === '/' ? 'text/html' : 'text/javascript'
    const body = path === '/' ? page : files[path] + (path === changed ? ';window.evil = 1' : '')
    response.writeHead(200, { 'content-type': type }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await tab.waitForFunction('window.ran')
    expect(await tab.evaluate('[window.ran, window.evil]')).toEqual([
      runs ? 1 : 'refused',
      undefined,
    ])
  } finally {
    await browser.close()
    server.close()
  }
})
