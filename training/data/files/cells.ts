/** How the rows of a delimited file are written. */
export interface Dialect {
  /** One or two characters; a blank stands for a run of blanks. */
  delimiter: string
  quote: '"' | "'" | ''
  /** What a quote inside quotes is preceded by. */
  escape: 'quote' | 'backslash'
  /** Whether a whole line is in quotes, as a spreadsheet writes a table in one column. */
  wrapped?: boolean
}

export interface Split {
  cells: string[]
  /** Whether a quote does not close. */
  open: boolean
}

/**
 * Splits a record into cells.
 *
 * @param stray what a cell is in which text follows the closing quote: `inside` takes that quote as
 *   part of the quoted text, `plain` takes the whole cell as unquoted
 */
export function splitCells(text: string, dialect: Dialect, stray: 'inside' | 'plain'): Split {
  const { delimiter, quote } = dialect
  if (dialect.wrapped) {
    const inner = text
      .trim()
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"')
    return splitCells(inner, { ...dialect, wrapped: false }, stray)
  }
  if (delimiter === ' ' && quote === '') return { cells: text.trim().split(/[ \t]+/), open: false }
  if (quote === '') return { cells: text.split(delimiter), open: false }
  const cells: string[] = []
  let open = false
  let at = 0
  for (;;) {
    const quoted = quotedCell(text, at, dialect, stray)
    if (quoted === 'open') open = true
    if (quoted !== null && quoted !== 'open') {
      cells.push(quoted.cell)
      at = quoted.end
    } else {
      const end = text.indexOf(delimiter, at)
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
      at = end < 0 ? text.length : end
    }
    if (at >= text.length) break
    at += delimiter.length
    if (delimiter === ' ') while (text[at] === ' ') at++
  }
  return { cells, open }
}

/** The quoted cell at `at`; null if it is not quoted, `open` if its quote does not close. */
function quotedCell(
  text: string,
  start: number,
  { delimiter, quote, ...dialect }: Dialect,
  stray: 'inside' | 'plain',
): { cell: string; end: number } | 'open' | null {
  let at = start
  while (text[at] === ' ') at++
  if (text[at] !== quote) return null
  let cell = ''
  for (at++; at < text.length; at++) {
    const char = text[at]
    if (char === '\\' && dialect.escape === 'backslash' && at + 1 < text.length) cell += text[++at]
    else if (char !== quote) cell += char
    else {
      const rest = /^[ \r]*/.exec(text.slice(at + 1, at + 100))![0].length
      const next = at + 1 + (delimiter === ' ' ? 0 : rest)
      if (next >= text.length || text.startsWith(delimiter, next)) return { cell, end: next }
      if (text[at + 1] === quote) {
        cell += quote
        at++
      } else if (stray === 'plain') return null
      else cell += quote
    }
  }
  return 'open'
}

/** A row as the text of standard CSV. */
export function writeCells(cells: readonly string[], delimiter: string): string {
  const texts = cells.map((cell) =>
    cell.includes(delimiter) || /["\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell,
  )
  return `${texts.join(delimiter)}\n`
}

/** The pattern of a text: digits as 9, letters as a, such as `a9-9` for `item12-3`. */
export function shapeOf(text: string): string {
  return text
    .trim()
    .replace(/\p{L}+/gu, 'a')
    .replace(/\d+/g, '9')
}
