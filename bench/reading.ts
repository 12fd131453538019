/**
 * Reading of 10⁷ events as CSV, JSON lines and Parquet: seconds, and peak memory of the process. Each
 * format runs in a process of its own, because peak memory is per process. The files are written once,
 * into a temporary folder that stays.
 *
 *   node bench/reading.ts [--events 1e7] [--only csv …]
 */
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { DuckDBInstance } from '@duckdb/node-api'
import { loadDataset } from '../training/data/index.ts'
import { createRandom } from '../training/random.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1e7' },
    only: { type: 'string', multiple: true, default: ['csv', 'jsonl', 'parquet'] },
    // Set in a child process: the file to read; it prints JSON.
    read: { type: 'string' },
  },
})
const events = Number(values.events)
const MAX_SECONDS = 25
const MAX_PEAK = 1.5 * 2 ** 30
const KINDS = ['view', 'view', 'view', 'cart', 'purchase']
const COLUMNS = ['user_id', 'item_id', 'timestamp', 'kind']

interface Reading {
  events: number
  users: number
  items: number
  seconds: number
  /** Bytes. */
  peak: number
}

async function read(path: string): Promise<Reading> {
  const began = performance.now()
  const { user, users, items } = await loadDataset(path)
  const seconds = (performance.now() - began) / 1000
  // In KiB; covers the whole life of the process.
  const peak = process.resourceUsage().maxRSS * 1024
  return { events: user.length, users: users.length, items: items.length, seconds, peak }
}

async function measure(folder: string, format: string): Promise<void> {
  const path = join(folder, `events.${format}`)
  if (!existsSync(path)) await write(path, format)
  const { stdout } = await promisify(execFile)(process.execPath, [
    import.meta.filename,
    '--read',
    path,
  ])
  const result = JSON.parse(stdout) as Reading
  const { size } = await stat(path)
  rows.push([
    format,
    `${Math.round(size / 1e6)}`,
    result.events.toLocaleString('en'),
    result.seconds.toFixed(1),
    `${Math.round(result.peak / 2 ** 20)}`,
  ])
  if (result.seconds > MAX_SECONDS || result.peak > MAX_PEAK) process.exitCode = 1
}

async function write(path: string, format: string): Promise<void> {
  const partial = `${path}.partial`
  if (format === 'parquet') await writeParquet(path.replace(/parquet$/, 'csv'), partial)
  else await writeText(partial, format)
  await rename(partial, path)
}

/** Users have 20 events each, and a few items are much more popular than most. */
async function writeText(path: string, format: string): Promise<void> {
  const { uniform } = createRandom(1)
  const file = createWriteStream(path)
  const line = (cells: (string | number)[]) =>
    format === 'csv'
      ? `${cells.join(',')}\n`
      : `${JSON.stringify(Object.fromEntries(COLUMNS.map((name, n) => [name, cells[n]])))}\n`
  let block = format === 'csv' ? `${COLUMNS.join(',')}\n` : ''
  for (let e = 0; e < events; e++) {
    block += line([
      `customer-${Math.floor((uniform() * events) / 20)}`,
      `product-${Math.floor((uniform() ** 2 * events) / 40)}`,
      1_700_000_000 + Math.floor(uniform() * 1e7),
      KINDS[Math.floor(uniform() * KINDS.length)],
    ])
    if (block.length < 1 << 20) continue
    if (!file.write(block)) await once(file, 'drain')
    block = ''
  }
  file.end(block)
  await once(file, 'finish')
}

async function writeParquet(csv: string, path: string): Promise<void> {
  if (!existsSync(csv)) await write(csv, 'csv')
  const instance = await DuckDBInstance.create(':memory:')
  const db = await instance.connect()
  await db.run(`COPY (FROM read_csv('${csv}')) TO '${path}' (FORMAT parquet)`)
  db.closeSync()
  instance.closeSync()
}

const rows: string[][] = []
if (values.read !== undefined) console.log(JSON.stringify(await read(values.read)))
else {
  const folder = join(tmpdir(), `tacit-reading-${events}`)
  await mkdir(folder, { recursive: true })
  for (const format of values.only) await measure(folder, format)
  printTable(['format', 'MB', 'events', 'seconds', 'peak MiB'], rows)
  console.log(`\nwanted: ≤ ${MAX_SECONDS} s and ≤ ${MAX_PEAK / 2 ** 20} MiB; files: ${folder}`)
}
