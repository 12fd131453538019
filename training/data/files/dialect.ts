import { type Dialect, shapeOf, splitCells } from './cells.ts'
import { columnNames, isHeader, numberedColumns } from './header.ts'

/** What a delimited file looks like, from its first part. */
export interface Layout {
  dialect: Dialect
  /** Names of the columns, also those that are made up. */
  names: string[]
  hasHeader: boolean
  /** Lines before the first row: notes, `sep=;`, the header. */
  skip: number
  /** Whether lines that start with # are comments. */
  comments: boolean
  /** Whether rows may lack their last cells. */
  pad: boolean
  /** Patterns of the first cell, to tell rows from the lines of a quoted text. */
  shapes: ReadonlySet<string>
}

const DELIMITERS = ['\t', '::', ';', '|', ',', '\x01', '^', '~', ' ']
/** Tabs and `::` are rare in texts; blanks are not. */
const TRUST: Record<string, number> = { '\t': 0.3, '::': 0.3, '^': -0.2, '~': -0.2, ' ': -0.6 }
/** Least share of the lines that must have the same number of cells. */
const MIN_SHARE = 0.6
const MAX_ROWS = 500
/** Lines above the header that are as wide as the table. */
const MAX_NOTES = 20
/** A quoted cell of more lines than this is an open quote. */
const MAX_LINES = 50
/** Share of short rows above which blank cells at the end are left out on purpose. */
const PADDED = 0.05

interface Row {
  cells: string[]
  line: number
  /** Lines that it takes. */
  lines: number
  bad: boolean
}

/** Recognizes how a delimited text is written. `whole` tells whether `text` is all of the file. */
export function layoutOf(text: string, whole: boolean, nested = false): Layout {
  const lines = text.split(/\r\n|\n|\r/)
  if (!whole && lines.length > 1) lines.pop()
  const said = /^\s*"?sep=(.|\\t)"?[;,\t]*$/i.exec(lines[0] ?? '')
  const start = said ? 1 : 0
  const tested = said ? [said[1] === '\\t' ? '\t' : said[1]] : DELIMITERS
  let best: { score: number; dialect: Dialect; rows: Row[]; width: number } | null = null
  for (const delimiter of tested) {
    const dialect = quotingOf(lines, start, delimiter)
    const rows = rowsOf(lines, start, dialect).filter(({ cells }) => !isNote(cells))
    const { width, share } = commonWidth(rows)
    if (width < 2 || share < MIN_SHARE) continue
    const first = rows.find(({ cells }) => cells.length > 1)
    const headed = first && Math.abs(first.cells.length - width) <= 1 ? 0.5 : 0
    const score = share + headed + Math.min(width, 20) * 0.005 + (TRUST[delimiter] ?? 0)
    if (!best || score > best.score) best = { score, dialect, rows, width }
  }
  const wrapped = !best && lines.every((line) => /^".*[,;\t|].*"$|^\s*$/.test(line))
  if (wrapped && !nested) {
    const inner = lines.map((line) => line.slice(1, -1).replaceAll('""', '"')).join('\n')
    const layout = layoutOf(inner, true, true)
    return { ...layout, dialect: { ...layout.dialect, wrapped: true } }
  }
  if (!best) {
    const dialect: Dialect = { delimiter: said?.[1] ?? ',', quote: '"', escape: 'quote' }
    const rows = rowsOf(lines, start, dialect)
    best = { score: 0, dialect, rows, width: commonWidth(rows).width }
  }
  return described(best.dialect, best.rows, best.width, lines)
}

function described(dialect: Dialect, rows: Row[], width: number, lines: string[]): Layout {
  const comments = lines.slice(0, 50).some((line) => line.startsWith('#')) && width > 1
  // Notes above the table have one cell; a row of names may have one less than the rows (R).
  let at = Math.max(
    0,
    rows.findIndex(({ cells }) => cells.length >= Math.max(1, width - 1)),
  )
  while (at + 1 < rows.length && at < MAX_NOTES && isAbove(rows[at].cells, rows[at + 1].cells)) at++
  const first = rows[at]?.cells ?? []
  const below = rows.slice(at + 1).map(({ cells }) => cells)
  const hasHeader = isHeader(first.map(unhashed), below)
  const names = hasHeader ? headerNames(first, below, width) : numberedColumns(width)
  const data = hasHeader ? rows.slice(at + 1) : rows.slice(at)
  const short = data.filter(({ cells, bad }) => !bad && cells.length < names.length).length
  return {
    dialect,
    names,
    hasHeader,
    skip: hasHeader ? rows[at].line + rows[at].lines : (rows[at]?.line ?? 0),
    comments: comments && !data.some(({ cells }) => cells[0].startsWith('#')),
    pad: short > data.length * PADDED && short > 2,
    shapes: new Set(data.slice(0, 200).map(({ cells }) => shapeOf(cells[0]))),
  }
}

/** `# user` → `user`, where a comment is the header. */
const unhashed = (cell: string, at: number) => (at === 0 ? cell.replace(/^#\s*/, '') : cell)

function headerNames(first: string[], below: string[][], width: number): string[] {
  let cells = first.map(unhashed)
  while (cells.length > width && cells.at(-1)!.trim() === '') cells.pop()
  if (cells.length === width - 1 && below.length > 0) {
    const trailing = below.every((row) => row.length < width || row[width - 1].trim() === '')
    // R writes the names of rows as a column without a name.
    if (!trailing) cells = ['', ...cells]
  }
  return columnNames(cells)
}

/** A line above the table: a comment, or a title in the first cell. */
function isNote(cells: string[]): boolean {
  return cells.length === 1 && cells[0].startsWith('#')
}

/** Whether a row as wide as the table is none: a comment with commas, or a title padded with blanks. */
function isAbove(cells: string[], next: string[]): boolean {
  const filled = (row: string[]) => row.filter((cell) => cell.trim() !== '').length
  if (cells[0].startsWith('#')) return next[0].startsWith('#') || isHeader(next, [])
  return cells.length > 2 && filled(cells) < 2
}

function commonWidth(rows: Row[]): { width: number; share: number } {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const [width, count] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0]
  return { width, share: count / Math.max(1, rows.length) }
}

function quotingOf(lines: string[], start: number, delimiter: string): Dialect {
  const none: Dialect = { delimiter, quote: '', escape: 'quote' }
  const text = lines.slice(start).join('\n')
  const escaped = new RegExp(`\\\\"(?!\\s*($|${delimiter.replace(/[|^]/g, '\\$&')}))`, 'm').test(
    text,
  )
  const double: Dialect = { delimiter, quote: '"', escape: escaped ? 'backslash' : 'quote' }
  if (!text.includes('"')) {
    const single: Dialect = { delimiter, quote: "'", escape: 'quote' }
    if (isQuoted(rowsOf(lines, start, none), "'")) return single
    return delimiter === ',' || delimiter === ';' ? double : none
  }
  if (delimiter === ',' || delimiter === ';') return double
  const plain = rowsOf(lines, start, none)
  if (isQuoted(plain, '"')) return double
  const quoted = rowsOf(lines, start, double)
  return faults(quoted) < faults(plain) ? double : none
}

/** Whether all cells of a column are in quotes, or some that contain doubled ones. */
function isQuoted(rows: Row[], quote: string): boolean {
  const inQuotes = (cell: string) =>
    cell.length > 1 && cell.startsWith(quote) && cell.endsWith(quote)
  const width = commonWidth(rows).width
  const full = rows.filter(({ cells }) => cells.length === width)
  if (full.length < 2) return false
  for (let at = 0; at < width; at++) {
    const cells = full.map((row) => row.cells[at].trim()).filter((cell) => cell !== '')
    const inner = cells.filter(inQuotes).map((cell) => cell.slice(1, -1))
    if (quote === '"' && inner.some((text) => /^([^"]|"")*""([^"]|"")*$/.test(text))) return true
    const all = inner.length >= 2 && inner.length >= cells.length - 1
    if (all && !inner.some((text) => text.replaceAll(quote + quote, '').includes(quote)))
      return true
  }
  return false
}

function faults(rows: Row[]): number {
  const { width } = commonWidth(rows)
  return rows.filter(({ cells, bad }) => bad || cells.length !== width).length
}

/** The first rows, with quoted cells over several lines; blank lines are left out. */
function rowsOf(lines: string[], start: number, dialect: Dialect): Row[] {
  const rows: Row[] = []
  for (let line = start; line < lines.length && rows.length < MAX_ROWS; ) {
    let taken = 1
    let text = lines[line]
    let split = splitCells(text, dialect, 'inside')
    while (split.open && taken < MAX_LINES && line + taken < lines.length) {
      text += `\n${lines[line + taken++]}`
      split = splitCells(text, dialect, 'inside')
    }
    const bad = split.open
    if (bad) {
      split = splitCells(lines[line], dialect, 'plain')
      taken = 1
    }
    if (text.trim() !== '') rows.push({ cells: split.cells, line, lines: taken, bad })
    line += taken
  }
  return rows
}
