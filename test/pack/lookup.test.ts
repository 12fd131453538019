import { expect, it } from 'vitest'
import { decodeLeaf, encodeLeaf } from '../../pack/lookup/block.ts'
import { type BlockRef, decodeDirectory, encodeDirectory } from '../../pack/lookup/directory.ts'
import { openTable } from '../../pack/lookup/read.ts'
import { type TablePart, writeTable } from '../../pack/lookup/write.ts'

const ref = (key: number, more: Partial<BlockRef> = {}): BlockRef => ({
  section: 1,
  key,
  offset: 100,
  length: 50,
  sha256: new Uint8Array(32),
  ...more,
})
const value = (...bytes: number[]) => new Uint8Array(bytes)

it('a leaf gives the values of a key', () => {
  const leaf = decodeLeaf(
    encodeLeaf([
      { key: 3, value: value(1, 2), continues: false },
      { key: 3, value: value(3), continues: true },
      { key: 9, value: value(), continues: false },
    ]),
  )
  expect(leaf.values(3).map((piece) => [...piece.value])).toEqual([[1, 2], [3]])
  expect(leaf.values(9)).toEqual([{ key: 9, value: value(), continues: false }])
  expect(leaf.values(4)).toEqual([])
})

it.each([
  ['an end beyond the block', 8, 99],
  ['an end before its start', 16, 1],
])('a leaf with %s is refused where it is read', (_, at, end) => {
  const bytes = encodeLeaf([
    { key: 1, value: value(1, 2), continues: false },
    { key: 2, value: value(3, 4), continues: false },
  ])
  // Two pieces: the ends are at 8 and 16.
  new DataView(bytes.buffer).setUint32(at, end, true)
  const leaf = decodeLeaf(bytes)
  expect(() => [leaf.values(1), leaf.values(2)]).toThrow('a value of a block is outside it')
})

it.each([
  ['behind the end', { offset: 960 }],
  ['before the start', { offset: -1 }],
  ['between bytes', { offset: 1.5 }],
  ['without bytes', { length: 0 }],
  ['of more than 64 kB', { length: 65_537 }],
])('a directory that lists a block %s is refused where it is read', (_, wrong) => {
  const directory = decodeDirectory(encodeDirectory([ref(0), ref(7, wrong)], false), 1000)
  expect(directory.find(1, 0)).toHaveLength(1)
  expect(() => directory.find(1, 7)).toThrow('block 1 of a list is outside the file or too long')
})

it('a table with a list of lists reads one list and one leaf for a key, each once', async () => {
  const filler = new Uint8Array(8000)
  const records = Array.from({ length: 1300 }, (_, key) => {
    const bytes = filler.slice()
    bytes[0] = key & 255
    return { section: 1, key, value: bytes }
  })
  const parts: TablePart[] = []
  for await (const part of writeTable(records)) parts.push(part)
  const [part] = parts
  const reads: number[] = []
  const options = { root: part.root!, bytes: part.bytes.length }
  const table = openTable(options, async (offset, length) => {
    reads.push(length)
    return part.bytes.slice(offset, offset + length)
  })
  const found = await table.get(1, [700, 700, 5])
  expect(found.map(([bytes]) => bytes[0])).toEqual([700 & 255, 700 & 255, 5])
  // The first block, two lists, two leaves.
  expect(reads).toHaveLength(5)
  expect(Math.max(...reads)).toBeLessThanOrEqual(65_536)
})
