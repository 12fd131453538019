/**
 * `npm start`: data → pack → edge and shop on one port. What is unchanged is used again.
 *
 *   npm start -- [--data DIR] [--port 8787] [--preset quick|standard]
 */
import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { TacitError } from '@tacit/pack'
import { showProgress } from '../training/commands/bars.ts'
import { publishPack } from '../training/export/index.ts'
import { writeSample } from '../training/sample/index.ts'
import { type LocalEdge, startEdge } from '../worker/local/edge.ts'

const ROOT = resolve(import.meta.dirname, '..')
const STATE = join(ROOT, '.tacit/start')
const progress = showProgress()

/** Hash of files and folders, by relative path and content. */
function fingerprint(...paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, encoding: 'utf8' }).map((file) => join(path, file))
      : [path]
    for (const file of files.sort()) {
      if (/(^|\/)(dist|node_modules)\//.test(relative(ROOT, file)) || statSync(file).isDirectory())
        continue
      hash.update(relative(path, file)).update('\0').update(readFileSync(file))
    }
  }
  return hash.digest('hex')
}

/** Does something unless its inputs are the ones it was last done with. */
async function unlessDone(name: string, key: string, output: string, work: () => unknown) {
  const mark = join(STATE, `${name}.key`)
  if (existsSync(output) && existsSync(mark) && readFileSync(mark, 'utf8') === key) {
    progress.note(`${name}: unchanged`)
    return
  }
  rmSync(mark, { force: true })
  await work()
  mkdirSync(STATE, { recursive: true })
  writeFileSync(`${mark}.new`, key)
  renameSync(`${mark}.new`, mark)
}

let child: ReturnType<typeof spawn> | undefined

/** Runs a part as its own process, its bars on this terminal. */
function run(args: string[]): Promise<void> {
  return new Promise((done, failed) => {
    child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('exit', (code) => {
      child = undefined
      if (code === 0) done()
      else
        failed(new TacitError('start/step', `${relative(ROOT, args[0])} ended with code ${code}`))
    })
  })
}

/** Refuses a busy port before anything is trained for it. */
function assertFree(port: number): Promise<void> {
  return new Promise((free, busy) => {
    const probe = createServer()
    probe.once('error', () =>
      busy(new TacitError('start/port', `port ${port} is in use: choose another with --port`)),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => free()))
  })
}

/** Known to this machine only; the edge and the publishing step share it. */
function adminToken(): string {
  const file = join(STATE, 'token')
  if (!existsSync(file)) {
    mkdirSync(STATE, { recursive: true })
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}

async function buildPack(data: string | undefined, preset: string): Promise<string> {
  const folder = data ? resolve(data) : join(STATE, 'sample')
  if (!data)
    await unlessDone('sample', fingerprint(join(ROOT, 'training/sample')), folder, () =>
      writeSample(folder),
    )
  if (!existsSync(folder))
    throw new TacitError('start/data', `${folder}: no such folder: give --data a folder of events`)
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 8)
  const pack = join(STATE, `pack-${name}`)
  const code = ['training', 'engine', 'pack'].map((room) => join(ROOT, room))
  const kinds = data ? [] : ['--kinds', 'view=1,cart=2,purchase=3']
  await unlessDone(`pack-${name}`, `${preset} ${fingerprint(folder, ...code)}`, pack, () =>
    run([
      join(ROOT, 'training/bin/tacit.js'),
      ...['train', folder, '--out', pack, '--preset', preset, ...kinds],
      ...['--name', data ? 'catalogue' : 'bookshop'],
    ]),
  )
  return pack
}

async function buildShop(): Promise<string> {
  const rooms = ['demo', 'client', 'engine', 'pack'].map((room) => join(ROOT, room))
  const shop = join(ROOT, 'demo/dist')
  await unlessDone('shop', fingerprint(...rooms), join(shop, 'index.html'), async () => {
    const task = progress.task('building the shop', 2)
    await run([join(ROOT, 'client/build.ts')])
    task.update(1)
    const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
    await run([vite, 'build', '--config', join(ROOT, 'demo/vite.config.ts')])
    task.end()
  })
  return shop
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: '8787' },
      preset: { type: 'string', default: 'quick' },
    },
  })
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new TacitError('start/port', `port "${values.port}" is no number from 1 to 65535`)
  await assertFree(port)
  const began = performance.now()
  const pack = await buildPack(values.data, values.preset)
  const shop = await buildShop()
  const starting = progress.task('starting the edge', 1)
  const token = adminToken()
  edge = await startEdge({ port, persistTo: join(STATE, 'r2'), token, assets: shop })
  starting.end()
  // wrangler listens too, and would end this process before the edge is closed.
  listenForCtrlC()
  await publishUnlessCurrent(pack, edge.url, token)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const lines = [`The shop is open: ${edge.url}`, `ready in ${seconds} s · Ctrl-C closes it`]
  const width = Math.max(...lines.map((line) => line.length)) + 4
  const box = lines.map((line) => `│  ${line.padEnd(width - 2)}│`).join('\n')
  process.stdout.write(`\n┌${'─'.repeat(width)}┐\n${box}\n└${'─'.repeat(width)}┘\n`)
}

/** Packs of different data take turns on one edge: the sequence has to go up each time. */
async function publishUnlessCurrent(pack: string, url: string, token: string): Promise<void> {
  const file = join(pack, 'manifest.json')
  const own = JSON.parse(readFileSync(file, 'utf8'))
  const response = await fetch(`${url}/v1/c/default/manifest`)
  const current = response.ok ? ((await response.json()) as typeof own) : null
  if (current?.created === own.created) {
    progress.note('publishing: unchanged')
    return
  }
  if (current && current.sequence >= own.sequence) {
    writeFileSync(`${file}.new`, JSON.stringify({ ...own, sequence: current.sequence + 1 }))
    renameSync(`${file}.new`, file)
  }
  await publishPack(pack, url, token, progress)
}

let edge: LocalEdge | undefined
let closing = 0

/** Ctrl-C ends the children and the edge; another one a second later does not wait for them. */
async function close(): Promise<void> {
  if (closing) {
    if (performance.now() - closing > 1000) process.exit(130)
    return
  }
  closing = performance.now()
  child?.kill('SIGTERM')
  await edge?.dispose()
  process.exit(0)
}
function listenForCtrlC(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.removeAllListeners(signal)
    process.on(signal, close)
  }
}

listenForCtrlC()

try {
  await main()
} catch (error) {
  if (!closing) {
    process.stderr.write(`tacit: ${error instanceof Error ? error.message : String(error)}\n`)
    await edge?.dispose()
    const usage = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
    process.exit(error instanceof TacitError || usage ? 2 : 1)
  }
}
