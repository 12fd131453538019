import { TacitError } from '@tacit-rec/pack'
import { rowsOfFile } from '../data/index.ts'
import { type Move, movesOf } from './chain.ts'

/** Names of the column that tells searches apart, and of what was typed. */
const SESSION = /^(?:session|session_?id|search_?id|visit|visit_?id|user|user_?id)$/i
const QUERY = /^(?:query|search_?query|search_?term|text|q|suchbegriff)$/i

/**
 * The moves of the searches of a log: rows of a session and what was typed, in order.
 *
 * @throws TacitError `queries/log` for a file without these columns
 */
export async function readMoves(path: string): Promise<Move[][]> {
  const searches = new Map<string, string[]>()
  for await (const row of rowsOfFile(path)) {
    const names = Object.keys(row)
    const [session, query] = [SESSION, QUERY].map((name) => names.find((one) => name.test(one)))
    if (session === undefined || query === undefined)
      throw new TacitError(
        'queries/log',
        `${path}: needs columns "session" and "query" (found: ${names.join(', ')}): rename them`,
      )
    const [key, text] = [String(row[session]), String(row[query] ?? '')]
    const typed = searches.get(key) ?? []
    searches.set(key, typed)
    if (text.trim() !== '') typed.push(text)
  }
  return [...searches.values()].filter((typed) => typed.length > 1).map(movesOf)
}
