import { type Dataset, type LoadOptions, loadDataset } from '../../../training/data/index.ts'
import { folders } from '../folder.ts'

/** Loads events from lines of CSV, with other files beside them. */
export function loader() {
  const folder = folders()
  return (
    lines: readonly string[],
    options: LoadOptions = {},
    others: Record<string, string> = {},
  ): Promise<Dataset> =>
    loadDataset(folder({ 'interactions.csv': `${lines.join('\n')}\n`, ...others }), options)
}

/** The events as `user item kind opinion`, in the dataset's order. */
export function said({ users, items, kinds, user, item, kind, opinion }: Dataset): string[] {
  return Array.from(user, (u, e) =>
    [users[u], items[item[e]], kinds[kind[e]].name, opinion?.[e] ?? 1].join(' '),
  )
}
