import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk } from '../browser/site.ts'
import { ROOT, readPage } from './markdown.ts'

/** The address that the guide tells its reader to replace by their own. */
const EDGE = 'https://edge.example'
/** What a published package is called here: it is not in a registry yet. */
const OURS = /^@tacit-rec\/(client|worker)$/

const run = promisify(execFile)
let folder: string
let edge: LocalEdge | undefined

// The reader's empty folder, where `npx` and `npm install` have put our packages.
beforeAll(async () => {
  buildSdk()
  folder = await mkdtemp(join(tmpdir(), 'tacit-guide-'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})

afterAll(async () => {
  await edge?.dispose()
  await rm(folder, { recursive: true })
})

/** Writes the files and runs the commands of one page, in the order that it has them. */
async function follow(page: string): Promise<string[]> {
  const outputs: string[] = []
  for (const fence of readPage(`docs/guide/${page}.md`).fences) {
    if (fence.file) await writeNamed(fence.file, await addressed(fence.text))
    else if (fence.language !== 'sh') continue
    else if (fence.note === 'install') await assertInstallable(fence.text)
    else if (fence.note === 'cloudflare') await assertKnown(fence.text)
    else outputs.push(await shell(await addressed(fence.text)))
  }
  return outputs
}

/** A text with the local edge's address; starts the edge, with the reader's own secret. */
async function addressed(text: string): Promise<string> {
  if (!text.includes(EDGE)) return text
  edge ??= await startEdge({
    port: 0,
    persistTo: join(folder, '.edge'),
    token: (await readFile(join(folder, '.edge-token'), 'utf8')).trim(),
    assets: join(folder, 'site'),
  })
  return text.replaceAll(EDGE, edge.url)
}

async function shell(script: string): Promise<string> {
  const path = `${dirname(process.execPath)}:${process.env.PATH}`
  const env = { ...process.env, PATH: path, WRANGLER_SEND_METRICS: 'false' }
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env })
  return stdout
}

async function writeNamed(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, file)), { recursive: true })
  await writeFile(join(folder, file), text)
}

/** What the reader installs lies in the folder already: ours as workspaces, the rest as it is. */
async function assertInstallable(text: string): Promise<void> {
  const names = text
    .trim()
    .replace(/^npm install /, '')
    .split(' ')
  for (const name of names) {
    const { name: own, private: hidden } = JSON.parse(
      await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8'),
    )
    expect(own).toBe(name)
    if (OURS.test(name)) expect(hidden).toBeUndefined()
  }
}

/** Commands that need an account: wrangler knows them, and deploys as far as it can without one. */
async function assertKnown(text: string): Promise<void> {
  for (const line of text.trim().split('\n')) {
    const [command] = line.split(' < ')
    expect(command).toMatch(/^npx wrangler /)
    await shell(`${command} ${command.endsWith('deploy') ? '--dry-run' : '--help'}`)
  }
}

it('index: an empty folder', () => follow('index'))

it('data: two tables', async () => {
  await follow('data')
  const items = await readFile(join(folder, 'data/items.csv'), 'utf8')
  expect(items.trim().split('\n')).toHaveLength(13)
})

it('train: a pack that can be looked at', async () => {
  const inspected = (await follow('train')).at(-1)
  expect(inspected).toContain('neighbours.')
})

it('deploy: an edge that answers', async () => {
  const outputs = await follow('deploy')
  const [manifest, similar] = outputs
    .at(-1)!
    .trim()
    .split(/(?<=^\})\n?/m)
  expect(JSON.parse(manifest)).toMatchObject({ name: 'data', items: 12, sequence: 1 })
  expect(JSON.parse(similar).items).toHaveLength(3)
})

it('embed: a page that shows what to see next', async () => {
  await follow('embed')
  const server = await serveFolder(join(folder, 'site'))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`)
    await page.waitForSelector('#for-you li:nth-child(5)')
    const lines = await page.locator('#for-you li').allInnerTexts()
    expect(lines).toHaveLength(5)
    expect(lines.join()).not.toContain('Sweet basil,')
    expect(lines[0]).toMatch(/^(Garden mint|Lemon thyme|Rosemary) (Because|Fits)/)
    expect(await page.locator('#for-you').getAttribute('data-source')).toBe('model')
    await page.click('#forget')
    expect(errors).toEqual([])
  } finally {
    await browser.close()
    server.close()
  }
})

it('measure: the student against the simplest that could work', async () => {
  const outputs = await follow('measure')
  expect(outputs.join()).toContain('popularity on leave-one-out, 8 users')
  const measured = JSON.parse(await readFile(join(folder, 'measured.json'), 'utf8'))
  expect(measured).toMatchObject({ protocol: 'leave-one-out', model: 'student', users: 8 })
})

it('update: a new item within seconds, a new pack every night', async () => {
  const [updated] = await follow('update')
  expect(updated).toContain('Purple sage')
  const current = await fetch(`${edge!.url}/v1/c/default/manifest`)
  expect(await current.json()).toMatchObject({ sequence: 3 })
})

/** The guide's pages end where the sidebar of the site says that they do. */
it('has no page that is not followed here', async () => {
  const source = await readFile(import.meta.filename, 'utf8')
  const { links } = readPage('docs/guide/index.md')
  const pages = links.filter((link) => /^\w+\.md$/.test(link)).map((link) => link.slice(0, -3))
  for (const page of new Set(pages)) expect(source).toContain(`follow('${page}')`)
})

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** Static files, as any web server would give them. */
async function serveFolder(root: string): Promise<Server> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://site')
    try {
      const body = await readFile(join(root, pathname))
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' })
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return server
}
