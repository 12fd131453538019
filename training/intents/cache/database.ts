import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { importAnswers } from './import.ts'

/** Milliseconds to wait while another process writes, for example a long import. */
const BUSY_TIMEOUT = 60_000

// WAL with synchronous = NORMAL: a kill loses nothing; a power cut may lose the last answers.
const SETUP = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS imported (bytes INTEGER NOT NULL) STRICT;
`

/**
 * Opens a folder's database of answers, and imports the answers of the older format. Read-only, it
 * adds nothing to it: if there is only the older format, its answers are imported into memory.
 *
 * @returns undefined if it is read-only and the folder holds no answers
 */
export function openDatabase(folder: string, write: boolean): DatabaseSync | undefined {
  const path = join(folder, 'answers.sqlite')
  const older = join(folder, 'answers.jsonl')
  if (write) {
    mkdirSync(folder, { recursive: true })
    return create(path, older)
  }
  if (existsSync(path)) return open(path, true)
  return existsSync(older) ? create(':memory:', older) : undefined
}

function create(path: string, older: string): DatabaseSync {
  const database = open(path, false)
  try {
    database.exec(SETUP)
    importAnswers(database, older)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function open(path: string, readOnly: boolean): DatabaseSync {
  const { DatabaseSync } = loadSqlite()
  return new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT })
}

/** Loads `node:sqlite` without its ExperimentalWarning; other warnings stay. */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('SQLite is an experimental feature'))
      Reflect.apply(emitWarning, process, [warning, ...rest])
  }
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
