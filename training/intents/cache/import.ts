import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import * as v from 'valibot'

const NEWLINE = 0x0a
const CHUNK_BYTES = 1 << 20

const Line = v.object({ key: v.string(), value: v.string() })

/**
 * Imports the answers of the older format: a file of JSON lines `{ key, value }`, in which the last
 * line of a key counts and invalid lines are ignored. The file stays. The database notes how much
 * of it was imported, so that every line is imported once, even if a process of an older version
 * appends more. The import is one transaction: a kill leaves all of it or nothing.
 */
export function importAnswers(database: DatabaseSync, path: string): void {
  if (!existsSync(path)) return
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    if (size === importedBytes(database)) return
    database.exec('BEGIN IMMEDIATE')
    try {
      // Another process may have imported it meanwhile.
      const before = importedBytes(database)
      // A shorter file is another file.
      const from = size < before ? 0 : before
      const insert = database.prepare('REPLACE INTO answers VALUES (?, ?)')
      const end = readLines(file, from, (line) => {
        const answer = parse(line)
        if (answer) insert.run(answer.key, JSON.stringify(answer.value))
      })
      database.exec('DELETE FROM imported')
      database.prepare('INSERT INTO imported VALUES (?)').run(end)
      database.exec('COMMIT')
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  } finally {
    closeSync(file)
  }
}

function importedBytes(database: DatabaseSync): number {
  return Number(database.prepare('SELECT bytes FROM imported').get()?.bytes ?? 0)
}

/**
 * Calls `take` with every complete line from a position on.
 *
 * @returns the position after the last complete line; what follows may still be being written
 */
function readLines(file: number, position: number, take: (line: string) => void): number {
  const chunk = Buffer.alloc(CHUNK_BYTES)
  let rest = Buffer.alloc(0)
  let start = position
  for (;;) {
    const read = readSync(file, chunk, 0, CHUNK_BYTES, start + rest.length)
    if (read === 0) return start
    rest = Buffer.concat([rest, chunk.subarray(0, read)])
    let from = 0
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, from)) {
      take(rest.toString('utf8', from, end))
      from = end + 1
    }
    rest = rest.subarray(from)
    start += from
  }
}

function parse(line: string): v.InferOutput<typeof Line> | undefined {
  if (line === '') return undefined
  try {
    const { success, output } = v.safeParse(Line, JSON.parse(line))
    return success ? output : undefined
  } catch {
    return undefined
  }
}
