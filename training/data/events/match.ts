import { TacitError } from '@tacit-rec/pack'
import { percent } from '../bad-share.ts'
import { type IdJoin, type ItemTable, nearKnown } from '../items/index.ts'
import type { ReportDraft } from '../report.ts'
import type { LoadOptions } from '../types.ts'
import { plainId } from './ids.ts'
import type { Cells } from './numbering.ts'

const JOINS: readonly (readonly IdJoin[])[] = [['case'], ['zeros'], ['case', 'zeros']]

/**
 * The cells with the catalogue's ids: those of items that a cell names by a variant or a SKU, and those
 * that `joinIds` joins. What else would meet the catalogue is noted with the flag that does it.
 *
 * @throws TacitError `data/no-match` if no event names an item of the catalogue
 */
export function matchItems(
  { ids, rows }: Cells,
  { stated, variantOf }: Pick<ItemTable, 'stated' | 'variantOf'>,
  { joinIds = [] }: Pick<LoadOptions, 'joinIds'>,
  report: ReportDraft,
): Cells {
  const known = new Set(stated.ids)
  const ofPlain = new Map(stated.ids.map((id) => [plainId(id), id]))
  const written = ids.map((id) =>
    id === null || known.has(id) ? (id ?? '') : (ofPlain.get(id) ?? id),
  )
  const near = nearKnown(written, stated.ids, joinIds)
  let named = 0
  const matched = near.map((id, cell) => {
    if (known.has(id) || ids[cell] === null) return ids[cell] === null ? null : id
    const item = variantOf.get(id) ?? variantOf.get(written[cell])
    if (item !== undefined) named += rows[cell]
    return item ?? id
  })
  if (named > 0)
    report.notes.push(
      `${named} events name a variant or a SKU instead of an item: they count for its item.`,
    )
  const joined = sum(rows, (cell) => near[cell] !== written[cell] && known.has(near[cell]))
  if (joined > 0 && joinIds.length > 0)
    report.notes.push(
      `${joined} events meet the catalogue by --join-ids ${joinIds.join(',')}, such as ` +
        `${example(written, near)}.`,
    )
  suggest({ ids: matched, rows }, stated.ids, joinIds, report)
  return { ids: matched, rows }
}

function suggest(
  { ids, rows }: Cells,
  listed: readonly string[],
  joinIds: readonly IdJoin[],
  report: ReportDraft,
): void {
  const known = new Set(listed)
  const total = sum(rows, (cell) => ids[cell] !== null)
  const met = sum(rows, (cell) => known.has(ids[cell] ?? ''))
  if (met === total || total === 0 || listed.length === 0) return
  const written = ids.map((id) => id ?? '')
  const found = JOINS.map((joins) => {
    const near = nearKnown(written, listed, joins)
    return { joins, near, events: sum(rows, (cell) => known.has(near[cell])) }
  })
  // Fewer joins are better if they do as much.
  const best = found.reduce((a, b) => (b.events > a.events ? b : a))
  const isJoinable = best.events > met && best.joins.some((join) => !joinIds.includes(join))
  const flag = `--join-ids ${best.joins.join(',')}`
  const differ = best.joins
    .map((join) => (join === 'zeros' ? 'leading zeros' : 'case'))
    .join(' and ')
  const would = `${percent(best.events, total)} of the events would match`
  if (met > 0) {
    if (!isJoinable) return
    report.notes.push(
      `Ids of events and catalogue differ in ${differ}, such as ${example(written, best.near)}: with ${flag} ` +
        `${would} instead of ${percent(met, total)}.`,
    )
    return
  }
  const ours = `events name "${written.find((id) => id !== '')}", the catalogue "${listed[0]}"`
  const remedy = isJoinable
    ? `they differ in ${differ}, such as ${example(written, best.near)}: pass ${flag}, with which ${would}`
    : 'name the columns that hold the same ids with --map item=COLUMN and --map id=COLUMN, or remove ' +
      'the items file'
  throw new TacitError(
    'data/no-match',
    `no event names an item of the catalogue (0 % match): ${ours}: ${remedy}`,
  )
}

function example(written: readonly string[], near: readonly string[]): string {
  const at = written.findIndex((id, cell) => id !== '' && id !== near[cell])
  return `"${written[at]}" and "${near[at]}"`
}

function sum(rows: Int32Array, counts: (cell: number) => boolean): number {
  let total = 0
  for (let cell = 0; cell < rows.length; cell++) if (counts(cell)) total += rows[cell]
  return total
}
