import { shapeOf } from './cells.ts'

/** Words of column names, in the singular. */
const WORDS = new Set(
  (
    'id uid user customer visitor member reviewer account session client buyer item product movie ' +
    'book asin isbn sku article track artist song album game anime name title time timestamp date ' +
    'created updated event type action kind rating score star value price amount quantity qty ' +
    'category genre tag brand vendor description body url link image handle order review text ' +
    'summary age gender year author publisher country city zip status availability currency email ' +
    'key code number rank weight label class color size'
  ).split(' '),
)
const RECBOLE = /:(token|token_seq|float|float_seq)$/

const isNumber = (cell: string) => /^[-+]?[\d.,]*\d%?(e[-+]?\d+)?$/i.test(cell.trim())
const isDate = (cell: string) => /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^https?:/.test(cell.trim())
const isData = (cell: string) => isNumber(cell) || isDate(cell)

/** Whether the first row of a table names its columns. */
export function isHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const filled = first.filter((cell) => cell.trim() !== '')
  if (filled.length === 0) return false
  if (filled.every((cell) => RECBOLE.test(cell))) return true
  const named = filled.filter(hasWord).length
  if (filled.some(isData)) return named > filled.length / 2
  if (named === filled.length || rows.length === 0) return true
  const columns = first.map((cell, at) => ({
    cell,
    below: rows.map((row) => row[at] ?? '').filter((text) => text.trim() !== ''),
  }))
  if (columns.some(({ cell, below }) => cell.trim() !== '' && below.includes(cell))) return false
  const typed = columns.some(
    ({ cell, below }) =>
      !/\d/.test(cell) &&
      below.length > 0 &&
      below.filter((text) => isData(text) || /^\D{0,4}[\d][\d\s.,]*\D{0,4}$/.test(text)).length >=
        below.length * 0.9,
  )
  if (typed || named >= filled.length / 2) return true
  const alike = columns.filter(({ cell, below }) => {
    const shape = shapeOf(cell)
    // Single words are alike in names and in values.
    if (shape === 'a' || shape === '') return false
    return below.filter((text) => shapeOf(text) === shape).length > below.length * 0.3
  })
  return alike.length < first.length / 2
}

/** Words of a name such as `user_id`, `userId`, `User-ID`, in lower case and in the singular. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) =>
      word
        .replace(/(?<=\p{L}\p{L})(?<!\bmov|\bser)ies$/u, 'y')
        .replace(/(?<=[^s]\p{L}|\p{L}[^s])s$/u, ''),
    )
}

function hasWord(name: string): boolean {
  return name.length <= 40 && wordsOf(name).some((word) => WORDS.has(word) || /.id$/.test(word))
}

/**
 * Names of the columns: RecBole's types (`user_id:token`) are cut off, columns without a name are
 * called `column 3`, and a name that comes again gets a number.
 */
export function columnNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return cells.map((cell, at) => {
    const name = cell.trim().replace(RECBOLE, '') || `column ${at + 1}`
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}

/** Names for the columns of a table without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `column ${at + 1}`)
}
