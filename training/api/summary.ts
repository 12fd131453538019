import type { DataReport } from '../data/index.ts'

/** Columns that are not used which a summary shows; `tacit check` shows all. */
const MAX_IGNORED = 8

/**
 * How the data was read, in a few lines: files, columns, kinds, span, what was left out, and what was
 * decided for the user.
 */
export function summaryOf(report: DataReport): string {
  const more = report.ignored.length - MAX_IGNORED
  return [
    ...fileLines(report),
    ...columnLines(report),
    ...ignoredLines(report, MAX_IGNORED),
    ...(more > 0 ? [`  and ${more} more: tacit check lists all`] : []),
    ...countLines(report),
    ...noteLines(report),
  ].join('\n')
}

/** Files and how they were recognized; notes tell of those that are not used. */
function fileLines({ files }: DataReport): string[] {
  const used = files.filter(({ role }) => role !== 'not used')
  return used.map(({ path, role, form }) => {
    const how = form.length > 0 ? ` (${form.join(', ')})` : ''
    return `read ${role}: ${path}${how}`
  })
}

/** Which column was taken for what. */
function columnLines({ columns, files }: DataReport): string[] {
  if (columns.length === 0) return []
  const several = files.length > 1
  const rows = columns.map(({ file, column, as, how = '' }) => [
    ...(several ? [nameOf(file)] : []),
    column,
    as,
    how,
  ])
  return indented([[...(several ? ['file'] : []), 'column', 'read as', 'how'], ...rows])
}

/** Columns that nothing uses, and why. */
function ignoredLines({ ignored }: DataReport, max = Number.POSITIVE_INFINITY): string[] {
  if (ignored.length === 0) return []
  const rows = ignored.slice(0, max).map(({ file, column, why }) => [nameOf(file), column, why])
  return ['columns not used:', ...indented(rows)]
}

/** Kinds, span, and rows that were left out. */
function countLines({ events, kinds, span, skipped, matched }: DataReport): string[] {
  const named = kinds.map(({ name, written, events, weight }) => {
    const others = written.filter((each) => each !== name)
    const also = others.length > 0 ? `, written ${others.join(', ')}` : ''
    return `${name} ${events} (weight ${weight}${also})`
  })
  const left = Object.entries(skipped).map(([reason, rows]) => `${rows} ${reason}`)
  return [
    ...(named.length > 0 ? [`kinds: ${named.join(', ')}`] : []),
    ...(span ? [`span: ${dayOf(span[0])} to ${dayOf(span[1])}`] : []),
    ...(matched === null || events === 0
      ? []
      : [`events whose item is in the catalogue: ${percent(matched)}`]),
    ...(left.length > 0 ? [`rows left out: ${left.join(', ')}`] : []),
  ]
}

/** What was decided, and the flag that decides otherwise. */
function noteLines({ notes }: DataReport): string[] {
  return notes.map((note) => `note: ${note}`)
}

/** `99.5 %`; never 100 % of what is less. */
function percent(share: number): string {
  const rounded = Math.round(share * 1000) / 10
  return `${rounded === 100 && share < 1 ? 99.9 : rounded} %`
}

/** `14 Nov 2023`, of an ISO time. */
function dayOf(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const [, day, month, year] = date.toUTCString().split(' ')
  return `${Number(day)} ${month} ${year}`
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path
}

/** Rows as columns of equal width, two spaces apart. */
function indented(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at].length)))
  return rows.map((row) => {
    const cells = row.map((cell, at) => cell.padEnd(widths[at]))
    return `  ${cells.join('  ')}`.trimEnd()
  })
}

/** The parts of a summary, one line each. */
export const reportLines = {
  files: fileLines,
  columns: columnLines,
  ignored: ignoredLines,
  counts: countLines,
  notes: noteLines,
  percent,
}
