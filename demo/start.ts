/**
 * `npm start`: data, pack, shop and edge, one after another, then an address to open. What has not
 * changed since the last start is used again.
 *
 *   npm start -- [--data DIR] [--port 8787] [--preset quick]
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Manifest, parseManifest, TacitError } from '@tacit-rec/pack'
import { showProgress } from '../training/commands/bars.ts'
import { publishPack } from '../training/export/index.ts'
import { writeSample } from '../training/sample/index.ts'
import { type LocalEdge, startEdge } from '../worker/local/edge.ts'
import { assertFree, endChildren, runNode } from './start/children.ts'
import { contentKey, openKept } from './start/kept.ts'

const SHOP = import.meta.dirname
const ROOT = resolve(SHOP, '..')
const STATE = join(ROOT, '.tacit')
const rooms = (...names: string[]) => names.map((name) => join(ROOT, name))
const progress = showProgress()
const kept = openKept(join(STATE, 'start.json'))

interface Flags {
  data: string | undefined
  port: number
  preset: string
}

function readFlags(): Flags {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '8787' },
      preset: { type: 'string', default: 'quick' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TacitError('start/port', `--port "${values.port}" is no number from 1 to 65535`)
  if (values.data !== undefined && !existsSync(values.data))
    throw new TacitError('start/data', `--data "${values.data}" does not exist: name a folder`)
  if (values.data !== undefined && !statSync(values.data).isDirectory())
    throw new TacitError('start/data', `--data "${values.data}" is a file: name its folder`)
  return { data: values.data && resolve(values.data), port, preset: values.preset }
}

/** Does a step unless it was done with the same and its output is still there. */
async function once(step: string, key: string, output: string, work: () => Promise<void>) {
  if (kept.isDone(step, key, output)) return progress.note(`${step}: unchanged`)
  kept.undone(step)
  await work()
  kept.done(step, key)
}

async function prepareData(data: string | undefined): Promise<string> {
  if (data) return data
  const folder = join(STATE, 'sample')
  const key = contentKey(...rooms('training/sample'))
  await once('sample data', key, join(folder, 'interactions.csv'), async () => {
    const task = progress.task('writing the sample', 1)
    await writeSample(folder)
    task.end('a bookshop: invented readers, real books')
  })
  return folder
}

/** @returns the pack's folder, one for each folder of data */
async function trainPack(folder: string, { data, preset }: Flags): Promise<string> {
  const own = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  const pack = join(STATE, data ? `pack-${own}` : 'pack')
  const key = `${preset} ${contentKey(folder, ...rooms('training', 'engine', 'pack'))}`
  const step = `pack of ${basename(folder)}${data ? ` (${own})` : ''}`
  const kinds = data ? [] : ['--kinds', 'view=1,cart=2,purchase=3']
  const output = ['--out', pack, '--preset', preset]
  await once(step, key, join(pack, 'manifest.json'), () =>
    runNode(ROOT, ['tacit-rec/bin/tacit.js', 'train', folder, ...output, ...kinds]),
  )
  return pack
}

async function buildShop(): Promise<string> {
  const dist = join(SHOP, 'dist')
  const key = contentKey(SHOP, ...rooms('client', 'engine', 'pack'))
  await once('shop', key, join(dist, 'index.html'), async () => {
    const task = progress.task('building the shop', 2)
    await runNode(ROOT, ['client/build.ts'])
    task.update(1, 'SDK')
    await runNode(SHOP, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build'])
    task.end()
  })
  return dist
}

/** A secret between this script and the edge that it starts. */
function adminToken(): string {
  const file = join(STATE, 'edge-token')
  if (!existsSync(file)) {
    mkdirSync(STATE, { recursive: true })
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}

/** Packs of several data folders take turns on one edge, and the sequence has to grow each time. */
async function publish(pack: string, url: string, token: string): Promise<void> {
  const file = join(pack, 'manifest.json')
  const own = parseManifest(JSON.parse(readFileSync(file, 'utf8')))
  const response = await fetch(`${url}/v1/c/default/manifest`)
  const current = response.ok ? parseManifest(await response.json()) : null
  if (current && isSame(own, current)) return progress.note('publishing: unchanged')
  if (current && own.sequence <= current.sequence) {
    const raised = { ...JSON.parse(readFileSync(file, 'utf8')), sequence: current.sequence + 1 }
    writeFileSync(`${file}.new`, JSON.stringify(raised, null, 2))
    renameSync(`${file}.new`, file)
  }
  await publishPack(pack, url, token, progress)
}

function isSame(a: Manifest, b: Manifest): boolean {
  const names = ({ files }: Manifest) => files.map(({ name }) => name).sort()
  return a.created === b.created && names(a).join() === names(b).join()
}

function printBox(...lines: string[]): void {
  const width = Math.max(...lines.map((line) => line.length)) + 4
  const body = lines.map((line) => `│  ${line.padEnd(width - 2)}│\n`).join('')
  process.stdout.write(`\n┌${'─'.repeat(width)}┐\n${body}└${'─'.repeat(width)}┘\n`)
}

let edge: LocalEdge | undefined
let closing = false

/** Ctrl-C: children first, then the edge. Quiet: a person who closes a shop knows that he does. */
async function close(): Promise<void> {
  if (closing) return
  closing = true
  const open = edge !== undefined
  await endChildren()
  await edge?.dispose()
  process.exit(open ? 0 : 130)
}

function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // The edge's own tools listen too, and would end this process before the edge is closed.
    process.removeAllListeners(signal)
    process.on(signal, close)
  }
}

async function main(): Promise<void> {
  const began = performance.now()
  const flags = readFlags()
  await assertFree(flags.port)
  const folder = await prepareData(flags.data)
  const pack = await trainPack(folder, flags)
  const assets = await buildShop()
  const task = progress.task('starting the edge', 1)
  const token = adminToken()
  edge = await startEdge({ port: flags.port, persistTo: join(STATE, 'edge'), token, assets })
  task.end()
  listen()
  await publish(pack, edge.url, token)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  printBox(`The shop is open: ${edge.url}`, `Ready in ${seconds} s. Ctrl-C closes it.`)
}

listen()
try {
  await main()
} catch (error) {
  if (!closing) {
    const expected = error instanceof TacitError || isFlagError(error)
    const message = error instanceof Error ? error.message : String(error)
    progress.stop()
    process.stderr.write(`tacit: ${message}\n`)
    if (!expected && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    await endChildren()
    await edge?.dispose()
    process.exit(expected ? 2 : 1)
  }
}

/** An unknown flag, as `parseArgs` says it. */
function isFlagError(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}
