import { TacitError } from '@tacit-rec/pack'
import { type Column, type ColumnSource, candidatesOf } from './columns.ts'
import { fieldsOf, type Mapped } from './map.ts'
import { plain } from './names.ts'
import { doubtsIn } from './vocabulary/index.ts'

/** A candidate with this doubt or more, such as a page's address, gives way to ids in a list. */
const VAGUE = 40
/** Lists whose elements are what was seen or bought. */
const USUAL = new Set([
  'items',
  'lineitems',
  'products',
  'events',
  'orderitems',
  'lines',
  'contents',
])

/**
 * The list of objects whose elements are the events: the one that `--map` reaches into, or the one
 * with an item or a user that the file's own columns lack.
 *
 * @throws TacitError if `--map` reaches into several lists, or several fit
 */
export function listOfEvents(
  { lists = [] }: ColumnSource,
  columns: Column[],
  mapped: Record<string, Mapped>,
  where: string,
): string | undefined {
  const asked = [...new Set(Object.values(mapped).flatMap(({ explode }) => explode ?? []))]
  if (asked.length > 1) {
    throw new TacitError(
      'data/map',
      `${where}: --map reaches into the lists ${asked.join(' and ')}: a row has one of them: ` +
        'name fields of one list',
    )
  }
  if (asked.length === 1) return asked[0]
  for (const ours of ['item', 'user']) {
    const doubts = doubtsIn('events', ours)
    if (mapped[ours] || (candidatesOf(columns, doubts)[0]?.doubt ?? VAGUE) < VAGUE) continue
    const fitting = lists.filter((list) => candidatesOf(fieldsOf(list), doubts).length > 0)
    const usual = fitting.filter(({ name }) => USUAL.has(plain(name)))
    const certain = usual.length === 1 ? usual : fitting
    if (certain.length === 1) return certain[0].name
    if (certain.length > 1) {
      const flags = certain.map((list) => {
        const [best] = candidatesOf(fieldsOf(list), doubts)
        return `--map ${ours}=${best.column.name}`
      })
      throw new TacitError(
        'data/ambiguous',
        `${where}: the lists ${certain.map(({ name }) => `"${name}"`).join(' and ')} may each ` +
          `hold the ${ours}: choose one with ${flags.join(' or ')}`,
      )
    }
  }
  return undefined
}
