import { mkdir, readFile, rename } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Rate, type SealKeys, unbiased } from '@tacit-rec/contribute'
import { quoted, quotedPath, rowsOf, withDuckDB } from '../data/index.ts'
import { placeFile, UNFINISHED } from '../files.ts'
import { loadMessages, type Opened, openGroups } from './open.ts'
import { deleteReleased, readReleased } from './released.ts'

/** A token with this many times the devices of its best epoch before is held for review. */
const JUMP = 4

/** What an epoch gave. */
export interface Collected {
  epoch: number
  /** k, p and m in force. */
  threshold: number
  sample: number
  pairs: number
  /** SHA-256 of the clusters that devices had, base64url. */
  clusters: string
  /** Messages that were released. */
  messages: number
  /** Messages that do not open, or that no device can have sent. */
  malformed: number
  /** Tokens by layer that at least k devices gave, without those that are held. */
  opened: Record<Opened['layer'], number>
  /** Tokens that fewer devices gave, empty slots among them, and their messages. */
  unread: { tokens: number; messages: number }
  /** Groups with too many false shares, false shares in groups that opened, groups of other epochs. */
  unreadable: number
  false: number
  foreign: number
  /** Hit rate at 10 by the pack that ranked, of the devices that measured. */
  measured: (Rate & { sequence: number; devices: number })[]
  /** Tokens that wait for a review, and the file that lists them. */
  held: number
  heldFile: string | null
  /** Evaluations and refused requests, as the randomness server counted them. */
  evaluated: number
  refused: number
}

/**
 * Opens a released epoch into `OUT/pairs/epoch-N.parquet`, which `train --counts OUT` reads with those
 * of other epochs, then deletes the messages. Killed at any step, it can run again.
 *
 * @param options.keep leaves the messages; default false
 * @param options.threads that open messages; default: one per core
 */
export async function collectEpoch(
  from: string,
  epoch: number,
  out: string,
  keys: SealKeys,
  { keep = false, threads = availableParallelism() }: { keep?: boolean; threads?: number } = {},
): Promise<Collected> {
  const released = await readReleased(from, epoch)
  const { parameters, evaluated, refused } = released.record
  const { threshold, sample, pairs, clusters } = parameters
  await mkdir(join(out, 'pairs'), { recursive: true })
  const collected = await withDuckDB(async (db) => {
    const loaded = await loadMessages(db, released, keys, threads)
    await db.run(`CREATE TABLE settings AS SELECT ${threshold} AS threshold, ${JUMP} AS jump`)
    const { opened, ...reading } = await openGroups(db, await sql('groups'), parameters)
    await storeOpened(db, opened)
    await loadEarlier(db, out, epoch)
    await db.run(`CREATE TABLE held AS ${await sql('held')}`)
    const heldFile = await writeHeld(db, out, epoch)
    await writePairs(db, countsQuery(sample), pairsFile(out, `epoch-${epoch}`))
    const [unread] = await rowsOf(db, await sql('unread'))
    const layers = await rowsOf(db, `SELECT layer, count(*) AS n FROM ${FREE} GROUP BY layer`)
    const [{ held }] = await rowsOf(db, 'SELECT count(*) AS held FROM held')
    const measured = await rowsOf(db, await sql('measured'))
    const count = (name: Opened['layer']) =>
      Number(layers.find(({ layer }) => layer === name)?.n ?? 0)
    return {
      epoch,
      threshold,
      sample,
      pairs,
      clusters,
      ...loaded,
      opened: {
        'item-item': count('item-item'),
        'item-cluster': count('item-cluster'),
        'cluster-item': count('cluster-item'),
      },
      unread: { tokens: Number(unread.tokens), messages: Number(unread.messages) },
      ...reading,
      measured: measured.map(({ arm, answers, ones }) => {
        const devices = Number(answers)
        return { sequence: Number(arm), devices, ...unbiased(devices, Number(ones)) }
      }),
      held: Number(held),
      heldFile,
      evaluated,
      refused,
    }
  }, released.parts)
  await placeFile(join(out, `epoch-${epoch}.json`), `${JSON.stringify(collected, null, 2)}\n`)
  if (!keep) await deleteReleased(released)
  return collected
}

/** Opened tokens that nothing speaks against. */
const FREE = `(
  SELECT * FROM opened WHERE NOT EXISTS (
    SELECT 1 FROM held WHERE held.layer = opened.layer AND held.i = opened.i AND held.j = opened.j))`

/** The schema of docs/private-learning.md#collecting. A sampled token stands for 1/p devices. */
function countsQuery(sample: number, table = FREE): string {
  return `
    SELECT layer, i, j, CAST(NULL AS INTEGER) AS gap, users, users / ${sample}::DOUBLE AS weight
    FROM ${table} AS tokens ORDER BY layer, i, j`
}

async function storeOpened(db: DuckDBConnection, opened: readonly Opened[]): Promise<void> {
  await db.run(
    'CREATE TABLE opened(layer VARCHAR, i VARCHAR, j VARCHAR, users INTEGER, tag VARCHAR)',
  )
  const appender = await db.createAppender('opened')
  for (const { layer, i, j, devices, tag } of opened) {
    for (const text of [layer, i, j]) appender.appendVarchar(text)
    appender.appendInteger(devices)
    appender.appendVarchar(Buffer.from(tag).toString('hex'))
    appender.endRow()
  }
  appender.closeSync()
}

/** Counts of other epochs in the same folder. */
async function loadEarlier(db: DuckDBConnection, out: string, epoch: number): Promise<void> {
  const others = `${join(out, 'pairs').replace(/[*?[]/g, '[$&]')}/epoch-*.parquet`
  const [{ n }] = await rowsOf(db, `SELECT count(*) AS n FROM glob(${quoted(others)})`)
  const none = 'SELECT layer, i, j, users FROM opened WHERE false'
  const own = `epoch-${epoch}.parquet`
  const some = `
    SELECT layer, i, j, users FROM read_parquet(${quoted(others)}, filename = true)
    WHERE NOT ends_with(filename, ${quoted(own)})`
  await db.run(`CREATE TABLE earlier AS ${Number(n) > 0 ? some : none}`)
}

async function writeHeld(db: DuckDBConnection, out: string, epoch: number): Promise<string | null> {
  const [{ n }] = await rowsOf(db, 'SELECT count(*) AS n FROM held')
  if (n === 0) return null
  const path = join(out, `held-${epoch}.csv`)
  const rows = `SELECT '' AS keep, * FROM held ORDER BY layer, i, j, tag`
  await db.run(`COPY (${rows}) TO ${quoted(path + UNFINISHED)} (FORMAT csv, HEADER)`)
  await rename(path + UNFINISHED, path)
  return path
}

/**
 * Adds the rows of a list of held tokens whose column `keep` says yes.
 *
 * @param sample p of the epoch
 * @returns how many
 */
export async function addReviewed(
  held: string,
  out: string,
  epoch: number,
  sample: number,
): Promise<number> {
  await mkdir(join(out, 'pairs'), { recursive: true })
  return withDuckDB(async (db) => {
    await db.run(`
      CREATE TABLE kept AS SELECT layer, i, j, CAST(users AS INTEGER) AS users
      FROM read_csv(${quotedPath(held)}, all_varchar = true, header = true)
      WHERE lower(trim(keep)) IN ('yes', 'y', 'true', '1')`)
    await writePairs(db, countsQuery(sample, 'kept'), pairsFile(out, `reviewed-${epoch}`))
    const [{ n }] = await rowsOf(db, 'SELECT count(*) AS n FROM kept')
    return Number(n)
  })
}

const pairsFile = (out: string, name: string) => join(out, 'pairs', `${name}.parquet`)

async function writePairs(db: DuckDBConnection, query: string, path: string): Promise<void> {
  await db.run(`COPY (${query}) TO ${quoted(path + UNFINISHED)} (FORMAT parquet)`)
  await rename(path + UNFINISHED, path)
}

function sql(name: 'groups' | 'held' | 'unread' | 'measured'): Promise<string> {
  return readFile(new URL(`${name}.sql`, import.meta.url), 'utf8')
}
