import type { SqlStorage } from '@cloudflare/workers-types'
import { type EpochKey, type Parameters, parseParameters } from '@tacit-rec/contribute'

/** What a device asks for. */
export type Kind = 'evaluate' | 'hold'

/** What anybody may know of an epoch. */
export interface EpochRecord {
  parameters: Parameters
  /** Slots that were evaluated, and held. */
  evaluated: number
  held: number
  /** Requests beyond a limit. */
  refused: number
  /** Parts that the edge has. */
  parts: number
  keyDestroyed: boolean
  released: boolean
}

/** Messages of an epoch as they lie: by a random number, so that no order of arrival exists. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS epochs(
    epoch INTEGER PRIMARY KEY, secret BLOB, public BLOB NOT NULL, parameters TEXT NOT NULL,
    closes INTEGER NOT NULL,
    evaluated INTEGER NOT NULL DEFAULT 0, held INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0, parts INTEGER NOT NULL DEFAULT 0,
    released INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS messages(
    id BLOB PRIMARY KEY, epoch INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS salts(day INTEGER PRIMARY KEY, salt BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS requests(
    day INTEGER NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY(day, who, kind)) WITHOUT ROWID;
`

/** The tables of one catalogue. Every method is one step: nothing of it is awaited. */
export class Store {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
    sql.exec(SCHEMA)
  }

  open(parameters: Parameters, key: EpochKey): void {
    this.#sql.exec(
      'INSERT INTO epochs(epoch, secret, public, parameters, closes) VALUES(?, ?, ?, ?, ?)',
      parameters.epoch,
      bufferOf(key.secret),
      bufferOf(key.public),
      JSON.stringify(parameters),
      parameters.closes,
    )
  }

  parametersOf(epoch: number): Parameters | null {
    const text = this.#one('SELECT parameters FROM epochs WHERE epoch = ?', epoch)
    return text === undefined ? null : parseParameters(JSON.parse(String(text)))
  }

  /** Null once it is destroyed. */
  secretOf(epoch: number): Uint8Array | null {
    const secret = this.#one('SELECT secret FROM epochs WHERE epoch = ?', epoch)
    return secret ? new Uint8Array(secret as ArrayBuffer) : null
  }

  publicOf(epoch: number): Uint8Array {
    const key = this.#one('SELECT public FROM epochs WHERE epoch = ?', epoch)
    return new Uint8Array(key as ArrayBuffer)
  }

  destroyKeys(now: number): void {
    this.#sql.exec('UPDATE epochs SET secret = NULL WHERE closes <= ?', now)
  }

  /** Epochs without a key whose messages the edge does not have yet. */
  unreleased(): number[] {
    const query = 'SELECT epoch FROM epochs WHERE secret IS NULL AND released = 0 ORDER BY epoch'
    return this.#sql
      .exec(query)
      .toArray()
      .map(({ epoch }) => Number(epoch))
  }

  nextClose(): number | null {
    const next = this.#one('SELECT min(closes) FROM epochs WHERE secret IS NOT NULL')
    return next === null || next === undefined ? null : Number(next)
  }

  hold(epoch: number, sealed: readonly Uint8Array[]): void {
    for (const message of sealed) {
      const id = crypto.getRandomValues(new Uint8Array(16))
      this.#sql.exec('INSERT INTO messages VALUES(?, ?, ?)', id.buffer, epoch, bufferOf(message))
    }
  }

  /** The next messages to release, in the order of their random numbers. */
  batch(epoch: number, limit: number): { id: ArrayBuffer; sealed: ArrayBuffer }[] {
    const query = 'SELECT id, sealed FROM messages WHERE epoch = ? ORDER BY id LIMIT ?'
    return this.#sql.exec(query, epoch, limit).toArray() as {
      id: ArrayBuffer
      sealed: ArrayBuffer
    }[]
  }

  /** Notes that the edge has a part, whose last message has this number. */
  acknowledge(epoch: number, last: ArrayBuffer): void {
    this.#sql.exec('DELETE FROM messages WHERE epoch = ? AND id <= ?', epoch, last)
    this.#sql.exec('UPDATE epochs SET parts = parts + 1 WHERE epoch = ?', epoch)
  }

  finish(epoch: number): void {
    this.#sql.exec('UPDATE epochs SET released = 1 WHERE epoch = ?', epoch)
  }

  recordOf(epoch: number): EpochRecord | null {
    const [row] = this.#sql.exec('SELECT * FROM epochs WHERE epoch = ?', epoch).toArray()
    if (!row) return null
    return {
      parameters: parseParameters(JSON.parse(String(row.parameters))),
      evaluated: Number(row.evaluated),
      held: Number(row.held),
      refused: Number(row.refused),
      parts: Number(row.parts),
      keyDestroyed: row.secret === null,
      released: row.released === 1,
    }
  }

  /** The salt of a day. Older ones go, with what was counted under them. */
  saltOf(day: number): ArrayBuffer {
    this.#sql.exec('DELETE FROM salts WHERE day < ?', day)
    this.#sql.exec('DELETE FROM requests WHERE day < ?', day)
    const salt = crypto.getRandomValues(new Uint8Array(32))
    this.#sql.exec('INSERT OR IGNORE INTO salts VALUES(?, ?)', day, salt.buffer)
    return this.#one('SELECT salt FROM salts WHERE day = ?', day) as ArrayBuffer
  }

  countOf(day: number, who: string, kind: Kind): number {
    const query = 'SELECT count FROM requests WHERE day = ? AND who = ? AND kind = ?'
    return Number(this.#one(query, day, who, kind) ?? 0)
  }

  /** Slots that were evaluated or held. */
  spentOf(epoch: number, kind: Kind): number {
    return Number(this.#one(`SELECT ${COLUMN[kind]} FROM epochs WHERE epoch = ?`, epoch))
  }

  /** @param slots 0: the request was refused */
  count(epoch: number, day: number, who: string, kind: Kind, slots: number): void {
    if (slots === 0) {
      this.#sql.exec('UPDATE epochs SET refused = refused + 1 WHERE epoch = ?', epoch)
      return
    }
    this.#sql.exec(
      'INSERT INTO requests VALUES(?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1',
      day,
      who,
      kind,
    )
    const column = COLUMN[kind]
    this.#sql.exec(`UPDATE epochs SET ${column} = ${column} + ? WHERE epoch = ?`, slots, epoch)
  }

  #one(query: string, ...values: (string | number)[]) {
    const [row] = this.#sql.exec(query, ...values).raw()
    return row?.[0]
  }
}

const COLUMN = { evaluate: 'evaluated', hold: 'held' } as const

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer
}
