import { TacitError } from '@tacit-rec/pack'
import type { Choice } from '../columns/index.ts'
import type { RowSource, SourceFile } from '../files/index.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions } from '../types.ts'
import { type Condition, conditionSql, parseCondition } from './condition.ts'
import { trimmedSql } from './ids.ts'

/** A filter that leaves rows out. */
export interface Filter {
  /** As it is hashed: `test`, `where status!=test`. */
  name: string
  /** Reason in the report. */
  reason: string
}

interface Filters {
  out: Filter[]
  /** The condition of `--like`, if it is one on a column of the files. */
  liked: Condition | null
  /** SQL: which filter leaves a row out, counted from 1; 0: none. */
  sql(source: RowSource, choice: Choice): string
}

interface Opened {
  file: SourceFile
  source: RowSource
  choice: Choice
}

const YES = ['true', 'yes', '1', 't', 'y']
/** Columns that tell test orders and internal traffic, and the values that say so. */
const TESTS: Record<string, readonly string[]> = {
  traffic_type: ['internal', 'developer', 'test', 'bot'],
  test: YES,
  is_test: YES,
  test_order: YES,
  test_mode: YES,
  is_internal: YES,
  internal: YES,
  internal_traffic: YES,
  is_bot: YES,
  bot: YES,
}

/** Columns of ours that `--like` reads from the events, not from the file. */
export const OURS = ['value', 'rating', 'kind'] as const

/**
 * The filters that `options` ask for.
 *
 * @throws TacitError `data/condition` for a column that no file has
 */
export function filtersOf(
  opened: readonly Opened[],
  options: LoadOptions,
  report: ReportDraft,
): Filters {
  const where = (options.where ?? []).map((text) => parseCondition(text, '--where'))
  const like = options.like === undefined ? null : parseCondition(options.like, '--like')
  const liked = like && !(OURS as readonly string[]).includes(like.column) ? like : null
  for (const { file, source, choice } of opened) {
    for (const condition of [...where, ...(liked ? [liked] : [])])
      assertColumn(condition, condition === liked ? '--like' : '--where', file, source, choice)
  }
  const tests = options.clean === false ? [] : testColumns(opened)
  for (const { path, name } of tests) {
    report.columns.push({ file: path, column: name, as: 'test', how: 'leaves out test events' })
  }
  const test = tests.length > 0 ? [{ name: 'test', reason: 'test or internal' }] : []
  const out = [
    ...where.map(({ text }) => ({ name: `where ${text}`, reason: `not ${text}` })),
    ...test,
  ]
  const sql = (source: RowSource, choice: Choice) => {
    const fails = where.map((c, n) => `WHEN NOT ${flagSql(c, source, choice)} THEN ${n + 1}`)
    const marked = testFlags(source, choice).map((flag) => `WHEN ${flag} THEN ${out.length}`)
    const cases = [...fails, ...(test.length > 0 ? marked : [])].join(' ')
    return cases === '' ? '0' : `CASE ${cases} ELSE 0 END`
  }
  return { out, liked, sql }
}

/** SQL: whether a row meets a condition. */
export function flagSql(condition: Condition, source: RowSource, choice: Choice): string {
  const name = columnOf(condition.column, source, choice)
  return name === null ? 'true' : `(${conditionSql(condition, source.text(name))})`
}

function columnOf(column: string, source: RowSource, { chosen }: Choice): string | null {
  const names = source.columns.map(({ name }) => name)
  const same = (name: string) => name.toLowerCase() === column.toLowerCase()
  if (names.includes(column)) return column
  return chosen[column] ?? names.find(same) ?? null
}

function assertColumn(
  { column, text }: Condition,
  flag: string,
  file: SourceFile,
  source: RowSource,
  choice: Choice,
): void {
  if (columnOf(column, source, choice) !== null) return
  const names = source.columns.map(({ name }) => name).join(', ')
  throw new TacitError(
    'data/condition',
    `${file.path}: ${flag} ${text}: no column "${column}" (found: ${names}): correct the name`,
  )
}

function testColumns(opened: readonly Opened[]): { path: string; name: string }[] {
  return opened.flatMap(({ file, source, choice }) => {
    const taken = new Set([
      ...Object.values(choice.chosen),
      ...Object.values(choice.several).flat(),
    ])
    const found = source.columns.filter(({ name }) => testValues(name) && !taken.has(name))
    choice.ignored = choice.ignored.filter(({ column }) => !found.some((c) => c.name === column))
    return found.map(({ name }) => ({ path: file.path, name }))
  })
}

function testFlags(source: RowSource, choice: Choice): string[] {
  const taken = takenBy(choice)
  return source.columns.flatMap(({ name }) => {
    const values = testValues(name)
    if (!values || taken.has(name)) return []
    const list = values.map((value) => `'${value}'`).join(', ')
    return [`lower(${trimmedSql(source.text(name))}) IN (${list})`]
  })
}

function takenBy({ chosen, several }: Choice): Set<string> {
  return new Set([...Object.values(chosen), ...Object.values(several).flat()])
}

function testValues(name: string): readonly string[] | null {
  const last = name.slice(name.lastIndexOf('.') + 1)
  const plain = last
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  return Object.hasOwn(TESTS, plain) ? TESTS[plain] : null
}
