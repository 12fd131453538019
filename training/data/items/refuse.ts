import { TacitError } from '@tacit-rec/pack'
import { maxBad, percent, reasonWithoutRemedy } from '../bad-share.ts'
import type { ItemRows } from './rows.ts'

/** Reasons that an error lists. */
const REASONS = 3

/**
 * Refuses a file of items if too many of its rows cannot be used: those that could not be split, and those
 * without an id. Sums and repeated headers are no bad rows.
 *
 * @param none rows that are no items, and why
 * @param asked max share of such rows, 0 to 1
 * @throws TacitError `data/bad-rows` with the commonest reasons first
 */
export async function refuseBadItems(
  { file, source, rejects, ids, choice }: ItemRows,
  none: ReadonlyMap<number, string>,
  asked: number | undefined,
): Promise<void> {
  const blank = [...none].flatMap(([row, why]) => (why === 'without an id' ? [row] : []))
  const total = ids.length + rejects.length
  const wrong = blank.length + rejects.length
  if (wrong <= maxBad(total, asked)) return
  const reasons = new Map<string, { rows: number; example: string }>()
  for (const { place, reason, text } of rejects) {
    const kind = reasonWithoutRemedy(reason)
    const known = reasons.get(kind)
    reasons.set(kind, {
      rows: (known?.rows ?? 0) + 1,
      example: known?.example ?? `${place}: ${text}`,
    })
  }
  if (blank.length > 0) {
    const example = await source.placeOf(blank[0])
    reasons.set(`without an id in "${choice.chosen.id}"`, { rows: blank.length, example })
  }
  const listed = [...reasons]
    .sort(([, a], [, b]) => b.rows - a.rows)
    .slice(0, REASONS)
    .map(([reason, { rows, example }]) => `${rows} ${reason}, such as ${example}`)
  throw new TacitError(
    'data/bad-rows',
    `${file.path}: ${wrong} of ${total} rows of items (${percent(wrong, total)}) cannot be used: ` +
      `${listed.join('; ')}: correct the file, name another column with --map id=COLUMN, or allow more with ` +
      `--max-bad-rows ${Math.ceil((100 * wrong) / total)}%`,
  )
}
