import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rename, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const COMMAND = `"${process.execPath}" "${ROOT}/tacit-rec/bin/tacit.js"`
const TOKEN = 'correct-horse'

const run = promisify(execFile)
let edge: LocalEdge
let folder: string

beforeAll(async () => {
  const persistTo = await mkdtemp(join(tmpdir(), 'tacit-edge-'))
  edge = await startEdge({ port: 0, persistTo, token: TOKEN })
})
afterAll(() => edge?.dispose())

// A reader's folder: their data, and our packages installed.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-reader-'))
  await rename(await writeCheckerboard(), join(folder, 'shop'))
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
})

/** The first block of a README, with the reader's own words for its placeholders. */
async function firstBlock(path: string, catalogue: string, words: Record<string, string> = {}) {
  const readme = await readFile(join(ROOT, path), 'utf8')
  const [, code] = /```\w+\n([\s\S]*?)```/.exec(readme)!
  const all = { 'https://edge.example': `${edge.url}/v1/c/${catalogue}`, ...words }
  return Object.entries(all).reduce((text, [word, own]) => text.replaceAll(word, own), code)
}

async function sequenceOf(catalogue: string): Promise<number> {
  const response = await fetch(`${edge.url}/v1/c/${catalogue}/manifest`)
  return (await response.json()).sequence
}

it('tacit-rec: the command trains, inspects and publishes', async () => {
  const words = { 'npx tacit-rec': COMMAND, 'TACIT_TOKEN=…': `TACIT_TOKEN=${TOKEN}` }
  const script = await firstBlock('tacit-rec/README.md', 'command', {
    ...words,
    DATA: 'shop',
    PACK: 'pack',
  })
  const { stdout } = await run('bash', ['-e', '-c', script], { cwd: folder })
  expect(stdout).toContain('items.')
  expect(await sequenceOf('command')).toBe(1)
})

it('training: the library trains and publishes', async () => {
  const code = await firstBlock('training/README.md', 'library')
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
    cwd: folder,
    env: { ...process.env, TACIT_TOKEN: TOKEN },
  })
  expect(stdout).toBe('published sequence 1\n')
  expect(await sequenceOf('library')).toBe(1)
})

it('worker: the table has every route', async () => {
  const readme = await readFile(join(ROOT, 'worker/README.md'), 'utf8')
  const listed = Array.from(readme.matchAll(/^\| `([A-Z]+ \/.*?)` \|/gm), ([, route]) =>
    route.replace(/:(\w+)/g, '{$1}'),
  )
  const openapi = JSON.parse(await readFile(join(ROOT, 'worker/assets/openapi.json'), 'utf8'))
  const documented = Object.entries<object>(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(listed.sort()).toEqual(documented.sort())
})
