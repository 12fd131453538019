import type { ColumnSource } from '../../../training/data/columns/index.ts'

/** Rows in memory as a source; the header is separated by commas, each row by `|`. */
export function table(header: string, ...rows: string[]): ColumnSource {
  const names = header.split(',')
  const sample = rows.map((row) => {
    const cells = row.split('|')
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? null]))
  })
  return {
    columns: names.map((name) => ({ name, type: 'VARCHAR' })),
    sample: async () => sample,
  }
}

/** A file without a header. */
export function unnamed(...rows: string[]): ColumnSource {
  const header = rows[0].split('|').map((_, at) => `column ${at + 1}`)
  return { ...table(header.join(','), ...rows), hasHeader: false }
}

/** Numbers from 0 to n−1 as rows. */
export function rows(n: number, row: (i: number) => string): string[] {
  return Array.from({ length: n }, (_, i) => row(i))
}
