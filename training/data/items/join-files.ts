import type { RowFacts } from './facts.ts'
import type { RowKeys } from './groups.ts'

/** The rows of one file that are items. */
export interface FileItems {
  keys: RowKeys
  facts: RowFacts
  times: number[] | null
  /** Whether each row of the file is an item. */
  listed: boolean[]
}

/** The items of several files, one after the other; a column that a file lacks is not stated there. */
export function joined(parts: FileItems[]): FileItems {
  if (parts.length === 1) return parts[0]
  const lengths = parts.map(({ keys }) => keys.ids.length)
  const concat = <T>(columns: (T[] | undefined | null)[], blank: T): T[] | undefined =>
    columns.some(Boolean)
      ? columns.flatMap((column, at) => column ?? Array<T>(lengths[at]).fill(blank))
      : undefined
  const names = new Set(parts.flatMap(({ facts }) => Object.keys(facts.extra)))
  const columns = new Set(parts.flatMap(({ facts }) => Object.keys(facts)))
  columns.delete('extra')
  const facts = Object.fromEntries(
    [...columns].map((name) => [
      name,
      concat(
        parts.map(({ facts: f }) => f[name as 'title']),
        undefined,
      ),
    ]),
  )
  const extra = [...names].map((name) => [
    name,
    concat(
      parts.map((p) => p.facts.extra[name]),
      undefined,
    ),
  ])
  const width = Math.max(0, ...parts.map(({ keys }) => keys.aliases.length))
  return {
    keys: {
      ids: parts.flatMap(({ keys }) => keys.ids),
      parentColumn: parts.find(({ keys }) => keys.parentColumn)?.keys.parentColumn,
      parents: concat(
        parts.map(({ keys }) => keys.parents),
        null,
      ),
      titles: concat(
        parts.map(({ keys }) => keys.titles),
        undefined,
      ),
      variants:
        concat(
          parts.map(({ keys }) => keys.variants),
          null,
        ) ?? null,
      aliases: Array.from(
        { length: width },
        (_, at) =>
          concat<string[]>(
            parts.map(({ keys }) => keys.aliases[at]),
            [],
          ) ?? [],
      ),
    },
    facts: { ...facts, extra: Object.fromEntries(extra) } as RowFacts,
    listed: parts.flatMap((part) => part.listed),
    times:
      concat(
        parts.map(({ times }) => times),
        Number.NaN,
      ) ?? null,
  }
}
