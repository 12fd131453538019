import { createHash, type Hash } from 'node:crypto'
import { sortRun } from './events/index.ts'
import type { Dataset } from './types.ts'

const ROW_BYTES = 21
const ROWS_AT_ONCE = 8192

/**
 * SHA-256 of a dataset, independent of the form of its files: the sorted ids of users and items, the
 * kinds that occur, whether times are instants or positions, and the rows per split file, sorted by
 * user, item, kind, time and value. Row: user u32, item u32, kind u8, time f64, value f32,
 * little-endian; NaN for a missing number.
 *
 * Rows hold indices: ids are sorted, so equal indices mean equal ids. Filters that removed events, and
 * opinions where not all are likes, are hashed too, because they change every split.
 */
export function hashDataset(dataset: Omit<Dataset, 'hash'>): string {
  const hash = createHash('sha256')
  const { clock } = dataset
  hash.update(`tacit-data-1 ${clock === 'order' || clock === 'none' ? clock : 'seconds'}\n`)
  for (const ids of [dataset.users, dataset.items, usedKinds(dataset)]) {
    hash.update(`${ids.length}\n`)
    addIds(hash, ids)
  }
  if (dataset.filters.length > 0) {
    hash.update(`filters ${dataset.filters.length}\n`)
    addIds(hash, dataset.filters)
  }
  for (const digest of digests(dataset)) hash.update(digest)
  return hash.digest('hex')
}

/** Adds each id with its length before it, in blocks. */
function addIds(hash: Hash, ids: string[]): void {
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
    const some = ids.slice(from, from + ROWS_AT_ONCE)
    hash.update(some.map((id) => `${Buffer.byteLength(id)}:${id}`).join(''))
  }
}

/**
 * The kinds that occur, `view` first, then by name: a kind that only has a weight changes no row, and
 * the order of the vocabulary none.
 */
function usedKinds({ kinds, kind }: Omit<Dataset, 'hash'>): string[] {
  const used = new Uint8Array(kinds.length)
  for (const each of kind) used[each] = 1
  const rank = (name: string) => (name === 'view' ? 0 : 1)
  return kinds
    .flatMap(({ name }, n) => (used[n] ? [name] : []))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

/** The digest of each split file's rows, and of the opinions if there are any. */
function digests(dataset: Omit<Dataset, 'hash'>): Buffer[] {
  const { user, item, time, value, part, opinion } = dataset
  const parts = [0, 1, 2].map(() => new RowHash())
  const opinions = opinion && createHash('sha256')
  const names = usedKinds(dataset)
  const place = Uint8Array.from(dataset.kinds, ({ name }) => Math.max(0, names.indexOf(name)))
  const kind = dataset.kind.map((each) => place[each])
  // Not NaN: it compares as equal to everything, which would leave the order undefined.
  const valueAt = (e: number) =>
    value === null || Number.isNaN(value[e]) ? Number.NEGATIVE_INFINITY : value[e]
  const timeAt = (e: number) => (time ? time[e] : 0)
  const compare = (a: number, b: number) =>
    item[a] - item[b] ||
    kind[a] - kind[b] ||
    timeAt(a) - timeAt(b) ||
    Number(valueAt(a) > valueAt(b)) - Number(valueAt(a) < valueAt(b)) ||
    a - b
  const rows = Int32Array.from(user.keys())
  for (let from = 0, to = 0; from < user.length; from = to) {
    while (to < user.length && user[to] === user[from]) to++
    sortRun(rows, from, to, compare)
    for (let r = from; r < to; r++) {
      const e = rows[r]
      const at = time ? time[e] : Number.NaN
      const x = value ? value[e] : Number.NaN
      parts[part[e]].add(user[from], item[e], kind[e], at, x)
    }
  }
  if (opinion) opinions?.update(Int8Array.from(rows, (e) => opinion[e]))
  return [...parts.map((each) => each.digest()), ...(opinions ? [opinions.digest()] : [])]
}

/** Hashes rows in blocks, because one call of `update` per row would take seconds. */
class RowHash {
  #hash = createHash('sha256')
  #bytes = new Uint8Array(ROW_BYTES * ROWS_AT_ONCE)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  add(user: number, item: number, kind: number, time: number, value: number): void {
    const view = this.#view
    view.setUint32(this.#at, user, true)
    view.setUint32(this.#at + 4, item, true)
    view.setUint8(this.#at + 8, kind)
    view.setFloat64(this.#at + 9, time, true)
    view.setFloat32(this.#at + 17, value, true)
    this.#at += ROW_BYTES
    if (this.#at === this.#bytes.length) this.#flush()
  }

  digest(): Buffer {
    this.#flush()
    return this.#hash.digest()
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#at))
    this.#at = 0
  }
}
