import { type DataReport, type Dataset, loadDataset } from '../data/index.ts'
import { type Expected, expectedOf } from './expected.ts'
import { type DataOptions, DEFAULTS, type ProgressOptions } from './options.ts'

export interface CheckOptions extends DataOptions, ProgressOptions {
  /** As `train` will use it. Default: 2. */
  minSupport?: number
}

/** What a pack of this data would lack. */
export interface Missing {
  /** What the data does not have, such as `times`. */
  what: string
  /** What follows, such as `no transitions`. */
  so: string
}

export interface CheckResult extends DataReport {
  /** The catalogue's name, unless `train` is given another. */
  name: string
  /** Share of the rows of events that are used, 0 to 1; null without events. */
  usable: number | null
  missing: Missing[]
  /**
   * What one measured shop gave with about as many events, fewest events first. Another shop may
   * differ much: `evaluate --student` measures yours.
   */
  expected: Expected[]
}

/**
 * Reads the data as `train` would, and says what it found. Writes nothing, except the rows that are
 * set aside if {@link DataOptions.skippedFile} names a file.
 *
 * @throws TacitError `data/…` for data that `train` would refuse
 * @example
 * const { events, span, missing } = await check({ data: 'shop' })
 */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const task = options.progress?.task('reading events', 1)
  const dataset = await loadDataset(options.data, options)
  const { name, report, users, items, item } = dataset
  task?.end(`${users.length} users, ${items.length} items, ${item.length} events`)
  return {
    ...report,
    name,
    usable: usableShare(report),
    missing: missingOf(dataset, options),
    expected: expectedOf(item.length),
  }
}

function usableShare({ events, skipped }: DataReport): number | null {
  const { repeat = 0, ...left } = skipped
  const others = Object.values(left).reduce((sum, rows) => sum + rows, 0)
  const used = events + repeat
  return used + others === 0 ? null : used / (used + others)
}

function missingOf(
  dataset: Dataset,
  { minSupport = DEFAULTS.minSupport }: CheckOptions,
): Missing[] {
  const { users, items, item, time, kind, kinds, texts, catalogue } = dataset
  const used = [...new Set(kind)].map((n) => kinds[n].name)
  const [none, some] = [item.length === 0, item.length > 0]
  const lacks: [boolean, Missing][] = [
    [none, { what: 'events', so: 'recommendations by content only' }],
    [some && !time, { what: 'times', so: 'no transitions between items, no measure of age' }],
    [
      some && used.length === 1 && used[0] === 'view',
      { what: 'kinds', so: 'every event counts as a view' },
    ],
    [
      some && users.length < minSupport,
      { what: 'users', so: `no links between items, which need ${minSupport} users each` },
    ],
    [texts === null, { what: 'text', so: 'no cold items, and no interests named in words' }],
    [!catalogue.title, { what: 'titles', so: 'lists show ids' }],
    [!catalogue.url, { what: 'addresses', so: 'lists have no links of their own' }],
    [!catalogue.image, { what: 'images', so: 'lists show none' }],
    [!catalogue.price, { what: 'prices', so: 'no rules on prices' }],
    [items.length < 2, { what: 'items', so: 'there is nothing to choose from' }],
  ]
  return lacks.flatMap(([is, missing]) => (is ? [missing] : []))
}
