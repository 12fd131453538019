import { type Catalogue, type Condition, inCategory } from '@tacit-rec/pack'

/** Tells whether something is true of an item, by its index. */
export type Test = (item: number) => boolean

type Cells = readonly unknown[]
const never: Test = () => false

/**
 * Compiles a condition to a function over the catalogue's columns, so that a list reads no facts of
 * items one by one.
 *
 * @param now milliseconds since 1970, for `newer`
 */
export function compile(condition: Condition, catalogue: Catalogue, now: number): Test {
  if ('not' in condition) {
    const test = compile(condition.not, catalogue, now)
    return (item) => !test(item)
  }
  if ('all' in condition) return every(condition.all.map((one) => compile(one, catalogue, now)))
  if ('any' in condition) {
    const tests = condition.any.map((one) => compile(one, catalogue, now))
    return (item) => tests.some((test) => test(item))
  }
  const cells = column(catalogue, condition.fact)
  if ('exists' in condition)
    return (item) => ((cells?.[item] ?? null) !== null) === condition.exists
  if (!cells) return never
  if ('newer' in condition) {
    const since = now - condition.newer * 86_400_000
    const times = timesOf(cells)
    return (item) => times[item] >= since
  }
  if ('eq' in condition || 'in' in condition) {
    const values = 'eq' in condition ? [condition.eq] : condition.in
    if (cells === catalogue.categories)
      return (item) => values.some((value) => inCategory(catalogue, item, String(value)))
    const wanted = new Set<unknown>(values.flatMap(spellings))
    return (item) => {
      const cell = cells[item]
      return Array.isArray(cell) ? cell.some((one) => wanted.has(one)) : wanted.has(cell)
    }
  }
  const { min = -Infinity, max = Infinity } = condition
  return (item) => {
    const value = numberOf(cells[item])
    return value >= min && value <= max
  }
}

/** A condition that is true where all are. */
export function every(tests: readonly Test[]): Test {
  if (tests.length === 1) return tests[0]
  return (item) => tests.every((test) => test(item))
}

/** The cells of a fact; a standard column overrides an extra one of the same name. */
export function column({ ids, extra, ...columns }: Catalogue, fact: string): Cells | undefined {
  if (fact === 'id') return ids
  const own: Record<string, Cells | undefined> = { __proto__: null, ...extra, ...columns } as never
  return own[fact]
}

/** A number and its text are the same value: a column of a CSV file may hold either. */
function spellings(value: string | number): (string | number)[] {
  const number = numberOf(value)
  return Number.isNaN(number) ? [value] : [value, String(value), number]
}

/** NaN for what is no number and no text of one. */
function numberOf(cell: unknown): number {
  if (typeof cell === 'number') return cell
  return typeof cell === 'string' && cell.trim() !== '' ? Number(cell) : Number.NaN
}

const parsed = new WeakMap<Cells, Float64Array>()

/** Milliseconds since 1970 of each cell, NaN for others. Parsed once, since dates are slow to read. */
function timesOf(cells: Cells): Float64Array {
  let times = parsed.get(cells)
  if (!times) {
    times = Float64Array.from(cells, (cell) => {
      // Most are ISO texts; to try them as numbers first would take half as long again.
      if (typeof cell === 'string' && cell[4] === '-') return Date.parse(cell)
      const number = numberOf(cell)
      if (Number.isNaN(number)) return typeof cell === 'string' ? Date.parse(cell) : Number.NaN
      // A year, seconds or milliseconds, by their size.
      return number < 10_000 ? Date.UTC(number, 0) : number < 1e11 ? number * 1000 : number
    })
    parsed.set(cells, times)
  }
  return times
}
