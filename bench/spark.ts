/**
 * Spark beside DuckDB, and as a teacher. `counts`: the queries of `training/data/counts` and
 * `training/contribute`, unchanged, on a local Spark and on DuckDB; their Parquet is compared row by row. The
 * counts are of beauty's fitted events, with planted weights; the queries of private learning read made-up messages.
 * `als`: Spark's ALS on the same events, as the teacher of `train --embeddings`; the student is scored on test beside
 * one without it.
 *
 *   node bench/spark.ts --python ../spark-venv/bin/python [--data ../shared/data/beauty] [--only counts|als]
 *     [--keep FOLDER]
 */
import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { DuckDBConnection } from '@duckdb/node-api'
import { distilOptions, studentRun } from '../training/api/student.ts'
import { createEvents } from '../training/data/counts/item-counts.ts'
import { loadDataset, quoted, rowsOf, splitDataset, withDuckDB } from '../training/data/index.ts'
import { evaluateRanker, type Ranker } from '../training/evaluate/index.ts'
import { silent } from '../training/progress.ts'
import { distil, engineRanker } from '../training/student/index.ts'
import { readOwnTeachers } from '../training/teachers/index.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    data: { type: 'string', default: '../shared/data/beauty' },
    only: { type: 'string' },
    /** Leaves every file in this folder, which must not exist. */
    keep: { type: 'string' },
  },
})
if (values.only && !['counts', 'als'].includes(values.only))
  throw new Error(`no part "${values.only}": choose counts or als`)
const PROTOCOL = 'leave-one-out'
/** Weights of the events, in turn: no float has the last one exactly. */
const WEIGHTS = [1, 2.5, 0.3]
const TRAINING = resolve(import.meta.dirname, '../training')
const ALS = { rank: 64, maxIter: 15, regParam: 0.1, alpha: 10, seed: 1 }

const folder = values.keep ? resolve(values.keep) : mkdtempSync(join(tmpdir(), 'tacit-spark-'))
if (values.keep) mkdirSync(folder)
const parquet = (name: string) => join(folder, `${name}.parquet`)

const dataset = await loadDataset(values.data)
const split = splitDataset(dataset, PROTOCOL)
const { fit } = split

try {
  await withDuckDB(async (db) => {
    await writeInputs(db)
    if (values.only !== 'als') await compareCounts(db)
    if (values.only !== 'counts') await distilAls(db)
  })
} finally {
  if (!values.keep) rmSync(folder, { recursive: true })
}

async function writeInputs(db: DuckDBConnection): Promise<void> {
  const kind = Uint8Array.from(fit.item, (_, e) => e % WEIGHTS.length)
  const factors = Float64Array.from(WEIGHTS)
  await createEvents(db, { ...fit, kind }, { maxEvents: Infinity, factors })
  const made = {
    threshold: 'SELECT 2 AS users',
    settings: 'SELECT 5 AS threshold, 4 AS jump',
    messages: `SELECT 't' || hash(n) % 3000 AS tag, 'p' || hash(n + 0.5) % 12 AS point,
      'value ' || n AS value, 'nonce ' || n AS nonce, 'box ' || n AS box FROM range(20000) AS r(n)`,
    opened: `SELECT 'item-item' AS layer, 'i' || hash(n) % 60 AS i, 'j' || hash(n + 0.5) % 60 AS j,
      CAST(5 + hash(n + 0.25) % 90 AS INTEGER) AS users, 't' || n AS tag FROM range(2000) AS r(n)`,
    earlier: `SELECT 'item-item' AS layer, 'i' || hash(n) % 60 AS i, 'j' || hash(n + 0.5) % 60 AS j,
      CAST(5 + hash(n + 0.75) % 20 AS INTEGER) AS users FROM range(1500) AS r(n)`,
    answers: `SELECT 'd' || hash(n) % 4000 AS id, CAST(hash(n) % 3 AS INTEGER) AS arm,
      CAST(hash(n + 0.5) % 2 AS INTEGER) AS bit FROM range(5000) AS r(n)`,
  }
  for (const [name, query] of Object.entries(made)) await db.run(`CREATE TABLE ${name} AS ${query}`)
  for (const name of ['events', ...Object.keys(made)])
    await db.run(`COPY ${name} TO ${quoted(parquet(name))}`)
}

/** Runs jobs on Spark. @returns its version */
function onSpark(jobs: readonly object[]): string {
  const script = join(import.meta.dirname, 'spark/jobs.py')
  return execFileSync(values.python, [script], {
    input: JSON.stringify(jobs),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
    cwd: folder,
  }).trim()
}

async function compareCounts(db: DuckDBConnection): Promise<void> {
  const files = globSync(['data/counts/*.sql', 'contribute/*.sql'], { cwd: TRAINING })
  const tables = ['events', 'threshold', 'settings', 'messages', 'opened', 'earlier', 'answers']
  const jobs = files.map((file) => ({
    do: 'query',
    tables: Object.fromEntries(tables.map((name) => [name, parquet(name)])),
    sql: join(TRAINING, file),
    out: join(folder, 'spark', basename(file, '.sql')),
  }))
  const version = onSpark(jobs)
  const rows = []
  for (const { sql, out } of jobs) {
    const name = basename(sql, '.sql')
    await db.run(`COPY (${readFileSync(sql, 'utf8')}) TO ${quoted(parquet(`duckdb-${name}`))}`)
    const [ours, theirs] = [parquet(`duckdb-${name}`), join(out, '*.parquet')].map(
      (path) => `SELECT * FROM read_parquet(${quoted(path)})`,
    )
    const count = async (query: string) =>
      Number((await rowsOf(db, `SELECT count(*) AS n FROM (${query})`))[0].n)
    rows.push([
      name,
      `${await count(ours)}`,
      `${await count(theirs)}`,
      `${await count(`(${ours} EXCEPT ALL ${theirs}) UNION ALL (${theirs} EXCEPT ALL ${ours})`)}`,
    ])
  }
  console.log(`the same queries on DuckDB and Spark ${version}, ${dataset.name}, ${PROTOCOL}`)
  printTable(['query', 'rows, DuckDB', 'rows, Spark', 'rows that differ'], rows)
  if (rows.some(([, , , differing]) => differing !== '0')) process.exitCode = 1
}

async function distilAls(db: DuckDBConnection): Promise<void> {
  const named = { users: dataset.users, items: dataset.items }
  for (const [name, ids] of Object.entries(named)) await writeNames(db, name, ids)
  const vectors = join(folder, 'spark-als')
  const tables = Object.fromEntries(
    ['events', 'users', 'items'].map((name) => [name, parquet(name)]),
  )
  const began = performance.now()
  const version = onSpark([{ do: 'als', tables, settings: ALS, out: vectors }])
  const seconds = Math.round((performance.now() - began) / 1000)
  const embeddings = parquet('vectors')
  await db.run(`COPY (SELECT * FROM read_parquet(${quoted(`${vectors}/*.parquet`)}))
    TO ${quoted(embeddings)}`)
  const own = await readOwnTeachers({ embeddings }, dataset)
  const rows = [['ALS alone', ...scoresOf(own[0])]]
  const run = studentRun({ preset: 'quick', seed: 1, threads: 1 })
  for (const teachers of [[], own]) {
    const { draft } = await distil(dataset, split, {
      ...distilOptions(run, silent),
      own: teachers,
    })
    rows.push([
      teachers.length > 0 ? 'quick, ALS a teacher too' : 'quick',
      ...scoresOf(engineRanker(draft)),
    ])
  }
  console.log(
    `Spark ${version}'s ALS ${JSON.stringify(ALS)}, ${seconds} s, as a teacher of quick: ${dataset.name}, ${PROTOCOL}`,
  )
  printTable(['', 'HR@10', 'NDCG@10'], rows)
}

/** HR@10 and NDCG@10 of the test cases. */
function scoresOf(ranker: Ranker): [string, string] {
  const { hr, ndcg } = evaluateRanker(ranker, split.test, dataset.items.length)
  return [digits(hr['10']), digits(ndcg['10'])]
}

async function writeNames(db: DuckDBConnection, table: string, ids: readonly string[]) {
  await db.run(`CREATE TABLE ${table} (id INTEGER, name VARCHAR)`)
  const appender = await db.createAppender(table)
  for (const [n, id] of ids.entries()) {
    appender.appendInteger(n)
    appender.appendVarchar(id)
    appender.endRow()
  }
  appender.closeSync()
  await db.run(`COPY ${table} TO ${quoted(parquet(table))}`)
}
