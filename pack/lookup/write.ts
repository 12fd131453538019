import { sha256, toHex } from '../hash.ts'
import { encodeLeaf, leafSize, MAX_BLOCK, type Piece } from './block.ts'
import { type BlockRef, directorySize, encodeDirectory, MAX_ENTRIES } from './directory.ts'
import { concat } from './read.ts'

/** A value to write. Records ascend by section, then by key (a u32); keys may repeat. */
export interface TableRecord {
  section: number
  key: number
  value: Uint8Array
}

/** A slice of a table, which is its parts in their order. */
export interface TablePart {
  part: number
  bytes: Uint8Array<ArrayBuffer>
  /** Of part 0, which comes last: SHA-256 of the table's first block. */
  root?: string
}

/** Bytes at which a part ends: static assets of Cloudflare hold at most 25 MiB a file. */
const PART = 24 << 20
/** Bytes at which a leaf ends: small, since most requests want few rows of many leaves. */
const LEAF = 8192
/**
 * Leaves in each of many directories, more only where the first block could not list them all: as many
 * bytes as a leaf, since a request for few rows reads a directory for each.
 */
const PER_LIST = Math.floor((LEAF - directorySize(0)) / (directorySize(1) - directorySize(0)))
/** Max bytes of a piece of a value. */
const PIECE = MAX_BLOCK - leafSize(1, 0)

/**
 * Writes a table: a directory of its blocks, then the blocks. Where one directory cannot list all
 * leaves, the first block lists directories and those list leaves. Holds no more than one part and
 * part 0 in memory, where the directories go.
 *
 * @param maxPart bytes at which a part ends
 */
export async function* writeTable(
  records: AsyncIterable<TableRecord> | Iterable<TableRecord>,
  maxPart = PART,
): AsyncGenerator<TablePart, void, void> {
  const leaves: BlockRef[] = []
  let front: Uint8Array[] | null = null
  let part = 0
  let open: Uint8Array[] = []
  let size = 0
  let offset = 0
  for await (const { section, pieces } of toLeaves(records)) {
    const bytes = encodeLeaf(pieces)
    if (size > 0 && size + bytes.length > maxPart) {
      if (front) yield { part, bytes: concat(open) }
      else front = open
      part++
      open = []
      size = 0
    }
    const { key } = pieces[0]
    leaves.push({ section, key, offset, length: bytes.length, sha256: await sha256(bytes) })
    open.push(bytes)
    size += bytes.length
    offset += bytes.length
  }
  if (front) yield { part, bytes: concat(open) }
  const directories = await toDirectories(leaves)
  const bytes = concat([...directories, ...(front ?? open)])
  yield { part: 0, bytes, root: toHex(await sha256(directories[0])) }
}

/**
 * Groups records into leaves. The values of one key begin a leaf unless all of them fit into the
 * one before, so a reader finds a key by the first keys of the leaves.
 */
async function* toLeaves(
  records: AsyncIterable<TableRecord> | Iterable<TableRecord>,
): AsyncGenerator<{ section: number; pieces: Piece[] }> {
  let section = 0
  let pieces: Piece[] = []
  let payload = 0
  for await (const group of byKey(records)) {
    const added = group.pieces.reduce((sum, { value }) => sum + value.length, 0)
    const whole = leafSize(pieces.length + group.pieces.length, payload + added)
    if (pieces.length > 0 && (group.section !== section || whole > LEAF)) {
      yield { section, pieces }
      pieces = []
      payload = 0
    }
    section = group.section
    for (const piece of group.pieces) {
      const size = leafSize(pieces.length + 1, payload + piece.value.length)
      if (pieces.length > 0 && size > MAX_BLOCK) {
        yield { section, pieces }
        pieces = []
        payload = 0
      }
      pieces.push(piece)
      payload += piece.value.length
    }
  }
  if (pieces.length > 0) yield { section, pieces }
}

/** The pieces of each key. @throws RangeError for records that do not ascend */
async function* byKey(
  records: AsyncIterable<TableRecord> | Iterable<TableRecord>,
): AsyncGenerator<{ section: number; key: number; pieces: Piece[] }> {
  let group: { section: number; key: number; pieces: Piece[] } | null = null
  for await (const { section, key, value } of records) {
    const order = group ? section - group.section || key - group.key : 1
    if (order < 0) throw new RangeError(`section ${section}, key ${key}: records must ascend`)
    if (!group || order > 0) {
      if (group) yield group
      group = { section, key, pieces: [] }
    }
    let at = 0
    do {
      const piece = value.subarray(at, at + PIECE)
      at += PIECE
      group.pieces.push({ key, value: piece, continues: at < value.length })
    } while (at < value.length)
  }
  if (group) yield group
}

/** The blocks before the leaves, with offsets in the file. */
async function toDirectories(leaves: readonly BlockRef[]): Promise<Uint8Array[]> {
  const lists: BlockRef[][] = []
  const most = MAX_ENTRIES * MAX_ENTRIES
  if (leaves.length > most)
    throw new RangeError(`${leaves.length} blocks: an index has at most ${most}`)
  const isOne = leaves.length <= MAX_ENTRIES
  const perList = isOne ? MAX_ENTRIES : Math.max(PER_LIST, Math.ceil(leaves.length / MAX_ENTRIES))
  for (let at = 0; at < leaves.length; at += perList) lists.push(leaves.slice(at, at + perList))
  const own = lists.reduce((sum, list) => sum + directorySize(list.length), 0)
  const base = own + (lists.length > 1 ? directorySize(lists.length) : 0)
  const encoded = lists.map((list) =>
    encodeDirectory(
      list.map((leaf) => ({ ...leaf, offset: leaf.offset + base })),
      false,
    ),
  )
  if (lists.length === 1) return encoded
  const refs: BlockRef[] = []
  let offset = directorySize(lists.length)
  for (const [n, bytes] of encoded.entries()) {
    const { section, key } = lists[n][0]
    refs.push({ section, key, offset, length: bytes.length, sha256: await sha256(bytes) })
    offset += bytes.length
  }
  return [encodeDirectory(refs, true), ...encoded]
}
