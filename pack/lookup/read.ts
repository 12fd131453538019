import { invalidFile } from '../errors.ts'
import { sha256, toHex } from '../hash.ts'
import { decodeLeaf, type Leaf, MAX_BLOCK, type Piece } from './block.ts'
import { type BlockRef, type Directory, declaredLength, decodeDirectory } from './directory.ts'

/** Reads bytes of a table. What it gives may be wrong or short: every block is checked. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>

/** Keeps decoded blocks between readers. Never holds a promise. */
export interface BlockCache {
  get(key: string): Directory | Leaf | undefined
  set(key: string, block: Directory | Leaf): void
}

/** A table of values by section and key, read block by block. */
export interface Table {
  /** The values of each key, in the order of the keys. Blocks are read at once, each once. */
  get(section: number, keys: readonly number[]): Promise<Uint8Array[][]>
  /** Reads and checks every block. */
  verify(): Promise<void>
}

export interface TableOptions {
  /** SHA-256 of the first block, 64 hex digits. */
  root: string
  /** Length of the table. */
  bytes: number
  cache?: BlockCache
}

/**
 * Opens a table for one request. A block is checked against the hash that the block above it lists,
 * the first one against `root`, before it is decoded.
 *
 * @returns a table whose methods throw TacitError `pack/index` for a block that does not fit, and
 *   pass on the errors of `read`
 */
export function openTable({ root, bytes, cache }: TableOptions, read: ReadBytes): Table {
  /** Blocks that this reader waits for: a promise belongs to the request that made it. */
  const pending = new Map<number, Promise<Directory | Leaf>>()

  function block<B extends Directory | Leaf>(
    offset: number,
    load: () => Promise<B>,
  ): Promise<B> | B {
    const key = `${root}/${offset}`
    const cached = cache?.get(key) as B | undefined
    if (cached) return cached
    const found = pending.get(offset) as Promise<B> | undefined
    if (found) return found
    const loading = load().then((decoded) => {
      cache?.set(key, decoded)
      return decoded
    })
    pending.set(offset, loading)
    return loading
  }

  const first = () =>
    block(0, async () => {
      const start = await read(0, Math.min(MAX_BLOCK, bytes))
      const own = start.subarray(0, declaredLength(start))
      if (toHex(await sha256(own)) !== root) throw mismatch(0)
      // A copy, so that a cache keeps no bytes behind the block.
      return decodeDirectory(own.slice(), bytes)
    })
  const directory = (ref: BlockRef) =>
    block(ref.offset, async () => {
      const decoded = decodeDirectory(await verified(ref), bytes)
      if (decoded.isRoot) throw invalidFile('index', 'a list of blocks lists lists twice')
      return decoded
    })
  const leaf = (ref: BlockRef) => block(ref.offset, async () => decodeLeaf(await verified(ref)))

  async function verified({ offset, length, sha256: expected }: BlockRef): Promise<Uint8Array> {
    const found = await read(offset, length)
    if (found.length !== length) throw mismatch(offset)
    const actual = await sha256(found)
    if (actual.some((byte, n) => byte !== expected[n])) throw mismatch(offset)
    return found
  }

  /** The directories that list leaves and can hold a key. */
  async function directories(section: number, key: number): Promise<Directory[]> {
    const top = await first()
    if (!top.isRoot) return [top]
    return Promise.all(top.find(section, key).map(directory))
  }

  async function valuesOf(section: number, key: number): Promise<Uint8Array[]> {
    const lists = await directories(section, key)
    const refs = lists.flatMap((list) => list.find(section, key))
    const leaves = await Promise.all(refs.map(leaf))
    return joined(leaves.flatMap((found) => found.values(key)))
  }

  return {
    get: (section, keys) => Promise.all(keys.map((key) => valuesOf(section, key))),
    async verify() {
      const top = await first()
      for (const ref of top.all())
        if (!top.isRoot) await leaf(ref)
        else for (const below of (await directory(ref)).all()) await leaf(below)
    },
  }
}

/** Puts the pieces of long values together. */
function joined(pieces: readonly Piece[]): Uint8Array[] {
  const values: Uint8Array[] = []
  let open: Uint8Array[] = []
  for (const { value, continues } of pieces) {
    open.push(value)
    if (continues) continue
    values.push(open.length === 1 ? open[0] : concat(open))
    open = []
  }
  if (open.length > 0) throw invalidFile('index', 'a value has no end')
  return values
}

/** Joins arrays into one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function mismatch(offset: number): Error {
  return invalidFile('index', `the block at byte ${offset} does not have the hash listed for it`)
}
