import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Fence, ROOT, readPage } from './markdown.ts'

const MADE = new Set([
  'node_modules',
  'dist',
  'reference',
  '.git',
  '.tacit',
  '.wrangler',
  '.vitepress',
])
const run = promisify(execFile)
const { fences } = readPage('CONTRIBUTING.md')
let copy: string

// The reader's clone. Packages resolve to this one, which no example changes.
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'tacit-contributing-'))
  cpSync(ROOT, copy, {
    recursive: true,
    // What is generated stays newer than what it is generated from.
    preserveTimestamps: true,
    filter: (path) => path === ROOT || !MADE.has(basename(path)) || isSite(path),
  })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  for (const fence of fences) if (fence.file) write(fence.file, fence)
})

afterAll(() => rmSync(copy, { recursive: true }))

/** Some tests read the site's own files, which lie in a folder that is otherwise made. */
function isSite(path: string): boolean {
  return relative(ROOT, path).startsWith(join('docs', '.vitepress'))
}

function write(file: string, { language, text }: Fence): void {
  const path = join(copy, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, language === 'diff' ? changed(file, text) : text)
}

/** A file with a change made to it: lines that stay and go stand there once, in this order. */
function changed(file: string, diff: string): string {
  const lines = diff.trimEnd().split('\n')
  const side = (other: string) =>
    lines
      .filter((line) => line[0] !== other)
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  const [before, after] = [side('+'), side('-')]
  const source = readFileSync(join(copy, file), 'utf8')
  expect(source.split(before), `${file} holds once:\n${before}`).toHaveLength(2)
  return source.replace(before, () => after)
}

const commands = fences
  .filter(({ language, text }) => language === 'sh' && text.includes('vitest run'))
  .map(({ text }) => text.trim())

it('has examples', () => expect(commands.length).toBe(3))

it.each(commands)('%s', async (command) => {
  expect(await shell(command)).toMatch(/Tests +\d+ passed/)
})

it('gives examples that the compiler and the linter accept', async () => {
  const files = [...new Set(fences.flatMap(({ file }) => file ?? []))]
  const config = {
    extends: './test/tsconfig.json',
    compilerOptions: { noEmit: true, composite: false, emitDeclarationOnly: false, rootDir: '.' },
    include: ['**/*.d.ts'],
    exclude: ['node_modules'],
    references: [],
    files,
  }
  writeFileSync(join(copy, 'tsconfig.examples.json'), JSON.stringify(config))
  // Types of workerd would clash with those of browsers, so what the examples import may lack some.
  const told = (await shell('npx tsc -p tsconfig.examples.json --listFiles || true')).split('\n')
  for (const file of files) {
    expect(told).toContain(join(realpathSync(copy), file))
    expect(told.filter((line) => line.startsWith(`${file}(`))).toEqual([])
  }
  await shell(`npx biome check --vcs-enabled=false ${files.join(' ')}`)
})

/** What a command in the copy prints. @throws with all that it printed, where it fails */
async function shell(command: string): Promise<string> {
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`
  const env = { ...process.env, PATH, VITEST: undefined, NODE_ENV: undefined, NO_COLOR: '1' }
  try {
    return (await run('bash', ['-ec', command], { cwd: copy, env })).stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command}\n${stdout}${stderr}`)
  }
}
