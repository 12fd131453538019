/**
 * Reads 10⁷ events (user, item, time, kind; 10⁶ users, 10⁵ items) as CSV, JSON lines and Parquet:
 * seconds and peak memory of `loadDataset`, each file in a process of its own. The files are written
 * once, into `.tacit/bench-reading`.
 *
 *   node bench/reading.ts [--rows 1e7] [--only csv …]
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { parseArgs, promisify } from 'node:util'
import { quoted, withDuckDB } from '../training/data/duckdb.ts'
import { loadDataset } from '../training/data/index.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1e7' },
    only: { type: 'string', multiple: true, default: [] },
    // Set in a child process: the file to read; it prints JSON.
    read: { type: 'string' },
  },
})
const ROWS = Number(values.rows)
const FOLDER = '.tacit/bench-reading'
const FORMATS: Record<string, string> = {
  csv: 'FORMAT csv, HEADER',
  jsonl: 'FORMAT json',
  parquet: 'FORMAT parquet',
}

/** Events drawn by a hash, so that every run writes the same rows; items are drawn by a power law. */
const EVENTS = `SELECT 'u' || hash(n) % ${Math.ceil(ROWS / 10)} AS user,
  'i' || CAST(floor(${Math.ceil(ROWS / 100)} * pow((hash(n + 1e9) % 1000003) / 1000003.0, 3)) AS INTEGER)
    AS item,
  1700000000 + hash(n + 2e9) % 31536000 AS time,
  ['view', 'view', 'view', 'cart', 'purchase'][CAST(1 + hash(n + 3e9) % 5 AS INTEGER)] AS kind
  FROM range(${ROWS}) AS rows(n)`

if (values.read) {
  const began = performance.now()
  const { report } = await loadDataset(values.read)
  const seconds = (performance.now() - began) / 1000
  const { events, users, items } = report
  const gigabytes = process.resourceUsage().maxRSS / 1024 ** 2
  console.log(JSON.stringify({ seconds, gigabytes, events, users, items }))
} else {
  const rows = []
  for (const format of Object.keys(FORMATS)) {
    if (values.only.length > 0 && !values.only.includes(format)) continue
    const file = await written(format)
    const { stdout } = await promisify(execFile)(process.execPath, [
      import.meta.filename,
      '--read',
      file,
    ])
    const { seconds, gigabytes, events, users, items } = JSON.parse(stdout)
    rows.push([format, seconds.toFixed(1), gigabytes.toFixed(2), events, users, items])
  }
  printTable(['format', 'seconds', 'peak GB', 'events', 'users', 'items'], rows)
}

async function written(format: string): Promise<string> {
  const file = `${FOLDER}/${ROWS}.${format}`
  if (existsSync(file)) return file
  await mkdir(FOLDER, { recursive: true })
  const unfinished = `${file}.part`
  await withDuckDB((db) => db.run(`COPY (${EVENTS}) TO ${quoted(unfinished)} (${FORMATS[format]})`))
  await rename(unfinished, file)
  return file
}
