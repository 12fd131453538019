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
  let top: Promise<Directory> | undefined

  async function first(): Promise<Directory> {
    const key = `${root}/0`
    const cached = cache?.get(key) as Directory | undefined
    if (cached) return cached
    const start = await read(0, Math.min(MAX_BLOCK, bytes))
    const own = start.subarray(0, declaredLength(start))
    if (toHex(await sha256(own)) !== root) throw mismatch(0)
    // A copy, so that a cache keeps no bytes behind the block.
    const decoded = decodeDirectory(own.slice(), bytes)
    cache?.set(key, decoded)
    return decoded
  }

  /** Reads the blocks of some lists, each once, and gives them in the places of their references. */
  async function load<B extends Directory | Leaf>(
    lists: readonly BlockRef[][],
    decode: (bytes: Uint8Array) => B,
  ): Promise<B[][]> {
    const found = new Map<number, B>()
    const missing = new Map<number, BlockRef>()
    for (const ref of lists.flat()) {
      if (found.has(ref.offset) || missing.has(ref.offset)) continue
      const cached = cache?.get(`${root}/${ref.offset}`) as B | undefined
      if (cached) found.set(ref.offset, cached)
      else missing.set(ref.offset, ref)
    }
    const read = Array.from(missing.values(), async (ref) => {
      const reading = pending.get(ref.offset) ?? verified(ref).then(decode)
      pending.set(ref.offset, reading)
      const block = (await reading) as B
      cache?.set(`${root}/${ref.offset}`, block)
      found.set(ref.offset, block)
    })
    await Promise.all(read)
    return lists.map((refs) => refs.map(({ offset }) => found.get(offset)!))
  }

  async function verified({ offset, length, sha256: expected }: BlockRef): Promise<Uint8Array> {
    const found = await read(offset, length)
    if (found.length !== length) throw mismatch(offset)
    const actual = await sha256(found)
    if (actual.some((byte, n) => byte !== expected[n])) throw mismatch(offset)
    return found
  }

  function below(block: Uint8Array): Directory {
    const decoded = decodeDirectory(block, bytes)
    if (decoded.isRoot) throw invalidFile('index', 'a list of blocks lists lists twice')
    return decoded
  }

  return {
    async get(section, keys) {
      top ??= first()
      const { isRoot, find } = await top
      const refs = keys.map((key) => find(section, key))
      const leafRefs = isRoot
        ? (await load(refs, below)).map((lists, n) =>
            lists.flatMap((list) => list.find(section, keys[n])),
          )
        : refs
      const leaves = await load(leafRefs, decodeLeaf)
      return keys.map((key, n) => joined(leaves[n].flatMap((leaf) => leaf.values(key))))
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
