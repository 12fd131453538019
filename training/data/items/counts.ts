import type { ReportDraft } from '../report.ts'
import { unlistedOf } from './availability.ts'
import type { RowFacts } from './facts.ts'
import type { Group } from './merge.ts'

/** Counts the rows that repeat items or are variants of them. */
export function countGroups(groups: readonly Group[], report: ReportDraft): void {
  const several = groups.filter(({ rows }) => rows.length > 1)
  const products = several.filter(({ variants }) => variants)
  const repeats = several.filter(({ variants }) => !variants)
  const extra = (of: readonly Group[]) => of.reduce((sum, { rows }) => sum + rows.length - 1, 0)
  report.skip('repeated item', extra(repeats))
  if (products.length > 0) {
    const rows = extra(products) + products.length
    report.notes.push(
      `${rows} rows are variants of ${counted(products.length, 'item')}: an item has the lowest price ` +
        'of its variants, and is in stock if one of them is.',
    )
  }
  if (repeats.length > 0)
    report.notes.push(
      `${counted(repeats.length, 'id')} of items occur again, such as "${repeats[0].id}": the row with ` +
        'the newest time counts, or the last one.',
    )
}

/** Says how many items no listing will show, and which columns say so. */
export function noteUnlisted({ availability, draft }: RowFacts, report: ReportDraft): void {
  const items = availability?.length ?? draft?.length ?? 0
  const why = Array.from({ length: items }, (_, at) => unlistedOf(availability?.[at], draft?.[at]))
  const by = (ours: string) => [
    ...new Set(report.columns.flatMap(({ as, column }) => (as === ours ? [`"${column}"`] : []))),
  ]
  const drafts = why.filter((is) => is === 'draft').length
  const gone = why.filter((is) => is === 'unavailable').length
  const parts = [
    ...(gone > 0
      ? [`${gone} unavailable by ${by('availability').join(', ') || 'their status'}`]
      : []),
    ...(drafts > 0 ? [`${counted(drafts, 'draft')} by ${by('status').join(', ')}`] : []),
  ]
  if (parts.length === 0) return
  report.notes.push(
    `${gone + drafts} of ${counted(items, 'item')} will not be listed: ${parts.join(', ')}. They stay ` +
      'trained; an update with other values lists them again.',
  )
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
