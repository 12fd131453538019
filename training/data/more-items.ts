import type { Catalogue, Unlisted } from '@tacit-rec/pack'
import type { Dataset } from './types.ts'

/** A dataset with more items, and the places of the added ids among its items. */
export interface Extended {
  dataset: Dataset
  /** Place of each given id, in their order. */
  place: Int32Array
}

/**
 * Adds items to a dataset. Those that its catalogue lacks are trained but not listed, unless
 * `keepUnknown`.
 *
 * @param ids in binary order
 */
export function withMoreItems(
  dataset: Dataset,
  ids: readonly string[],
  { keepUnknown = false }: { keepUnknown?: boolean } = {},
): Extended {
  const { items, from, place } = merged(dataset.items, ids)
  if (items.length === dataset.items.length) return { dataset, place }
  const own = new Int32Array(dataset.items.length)
  for (const [at, row] of from.entries()) if (row >= 0) own[row] = at
  const moved = <T>(values: readonly (T | null)[]): (T | null)[] =>
    Array.from(from, (row) => (row < 0 ? null : values[row]))
  const columns = <T>(of: Record<string, readonly (T | null)[] | undefined>) =>
    Object.fromEntries(
      Object.entries(of).flatMap(([name, values]) => (values ? [[name, moved(values)]] : [])),
    )
  const { ids: _, extra, unlisted, ...facts } = dataset.catalogue
  const isCatalogue = Object.keys(facts).length > 0
  const isUnknown = isCatalogue && !keepUnknown
  const lists = Array.from(from, (row): Unlisted | null => {
    if (row < 0) return isUnknown ? 'unknown' : null
    return unlisted?.[row] ?? null
  })
  const catalogue: Catalogue = {
    ids: items,
    ...columns<string | string[] | number>(facts),
    ...(lists.some((why) => why !== null) && { unlisted: lists }),
    ...(extra && { extra: columns(extra) }),
  }
  return {
    dataset: {
      ...dataset,
      items,
      item: dataset.item.map((i) => own[i]),
      catalogue,
      texts: dataset.texts && Array.from(from, (row) => (row < 0 ? '' : dataset.texts![row])),
    },
    place,
  }
}

/** Two lists in binary order as one, with the row of the first behind each id (−1: none). */
function merged(first: readonly string[], second: readonly string[]) {
  const items: string[] = []
  const from: number[] = []
  const place = new Int32Array(second.length)
  let [a, b] = [0, 0]
  while (a < first.length || b < second.length) {
    const order =
      a === first.length ? 1 : b === second.length ? -1 : binaryOrder(first[a], second[b])
    if (order >= 0) place[b++] = items.length
    items.push(order <= 0 ? first[a] : second[b - 1])
    from.push(order <= 0 ? a++ : -1)
  }
  return { items, from: Int32Array.from(from), place }
}

function binaryOrder(one: string, other: string): number {
  return one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/** A dataset without events and items. */
export function emptyDataset(name: string): Dataset {
  return {
    name,
    users: [],
    items: [],
    user: new Int32Array(0),
    item: new Int32Array(0),
    time: null,
    kind: new Uint8Array(0),
    value: null,
    part: new Uint8Array(0),
    kinds: [{ name: 'view', weight: 1 }],
    clock: 'none',
    catalogue: { ids: [] },
    texts: null,
    opinion: null,
    queries: null,
    filters: [],
    report: {
      events: 0,
      users: 0,
      items: 0,
      matched: null,
      kinds: [],
      span: null,
      files: [],
      columns: [],
      ignored: [],
      skipped: {},
      notes: [],
    },
    hash: '',
  }
}
