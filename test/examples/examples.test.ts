import { execFile } from 'node:child_process'
import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { launchChromium } from '../browser/chromium.ts'
import { type StaticSite, serveFolder, serveStatic } from '../browser/static.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'
import { runWorkflow } from './workflow.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const EXAMPLES = join(ROOT, 'examples')
const TOKEN = 'correct-horse'

const run = promisify(execFile)
let edge: LocalEdge
let shop: StaticSite
let firstNight: Awaited<ReturnType<typeof runWorkflow>>

/** The nightly workflow, on a new runner. */
async function night() {
  return runWorkflow(
    join(EXAMPLES, 'nightly/nightly.yml'),
    await mkdtemp(join(tmpdir(), 'tacit-runner-')),
    {
      'vars.EXPORT_URL': shop.url,
      'vars.TACIT_EDGE': edge.url,
      'secrets.EXPORT_TOKEN': 'export',
      'secrets.TACIT_TOKEN': TOKEN,
    },
  )
}

beforeAll(async () => {
  await run(process.execPath, ['scripts/edge-assets.ts'], { cwd: ROOT })
  const persistTo = await mkdtemp(join(tmpdir(), 'tacit-edge-'))
  edge = await startEdge({ port: 0, persistTo, token: TOKEN })
  shop = await serveFolder(await writeCheckerboard())
  firstNight = await night()
})

afterAll(async () => {
  shop?.close()
  await edge?.dispose()
})

const json = async (path: string) => (await fetch(`${edge.url}/v1/c/default${path}`)).json()

describe('nightly', () => {
  it('publishes, and continues the published pack on the next night', async () => {
    expect(firstNight.map(({ name }) => name)).toEqual([
      'Export events and items',
      'Fetch the current pack',
      'Train',
      'Publish',
    ])
    expect(firstNight[1].output).toContain('this is the first night')
    const [manifest, intents] = [await json('/manifest'), await json('/intents')]
    expect(manifest).toMatchObject({ sequence: 1, items: 24 })
    await night()
    expect(await json('/manifest')).toMatchObject({ sequence: 2, items: 24 })
    expect(await json('/intents')).toEqual(intents)
  })

  it('lists its secrets and variables in the README', async () => {
    const workflow = await readFile(join(EXAMPLES, 'nightly/nightly.yml'), 'utf8')
    const readme = await readFile(join(EXAMPLES, 'nightly/README.md'), 'utf8')
    const used = [...workflow.matchAll(/(secret|var)s\.(\w+)/g)]
    expect(used.length).toBeGreaterThan(3)
    for (const [, kind, name] of used)
      expect(readme).toMatch(new RegExp(`\\| ${kind}\\w* \\| \`${name}\``))
  })
})

describe('pages', () => {
  let browser: Browser
  let page: Page
  let errors: string[]

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  async function open(site: StaticSite): Promise<void> {
    page = await (await browser.newContext()).newPage()
    errors = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`${site.url}/index.html`)
    await page.waitForSelector('#for-you li:nth-child(5)')
  }

  const source = () => page.getAttribute('#for-you', 'data-source')

  /** Looks at an item of one color; everything that is shown then has that color. */
  async function look(): Promise<void> {
    expect(await source()).toBe('popular')
    await page.click('#for-you button >> text=/black walnut cabinet/ >> nth=0')
    await expect.poll(source).toBe('model')
    const titles = await page.locator('#for-you button').allTextContents()
    expect(titles).toHaveLength(5)
    for (const title of titles) expect(title).toContain('black walnut cabinet')
    expect(await page.textContent('#for-you li')).toMatch(/(Because you viewed|Fits) /)
  }

  it('plain HTML ranks in the browser, and forgets', async () => {
    const html = await readFile(join(EXAMPLES, 'plain-html/index.html'), 'utf8')
    const site = await serveStatic(async () => html.replaceAll('https://edge.example', edge.url))
    await open(site)
    await look()
    await page.click('#forget')
    await expect.poll(source).toBe('popular')
    expect(errors).toEqual([])
    site.close()
  })

  it.each([
    ['vite', 'npm', ['run', 'build', '-w', 'examples/vite']],
    ['esbuild', process.execPath, ['examples/esbuild/build.js']],
  ])('%s: builds, asks for consent, ranks, and remembers', async (name, command, args) => {
    await run(command, args, {
      cwd: ROOT,
      env: { ...process.env, VITE_TACIT_EDGE: edge.url, TACIT_EDGE: edge.url },
    })
    const site = await serveFolder(join(EXAMPLES, name, 'dist'))
    await open(site)
    await look()
    await page.click('#yes')
    await expect.poll(() => page.isVisible('#consent')).toBe(false)
    await page.reload()
    // The kept pack ranks, perhaps before its manifest was compared.
    await expect.poll(source).toMatch(/^(model|cache)$/)
    expect(await page.textContent('#for-you li')).toMatch(/(Because you viewed|Fits) /)
    expect(errors).toEqual([])
    site.close()
  })
})
