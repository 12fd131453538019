import { expect, it } from 'vitest'
import { decodeRows, encodeRows } from '../../pack/lookup/rows.ts'
import { decodeShelf, encodeShelf } from '../../pack/lookup/shelf.ts'

const ITEMS = [
  {
    id: 'a1',
    title: 'Tea',
    categories: ['Drinks > Tea'],
    url: 'https://shop.example/p/a1.html',
    price: 2,
  },
  {
    id: '__proto__',
    title: '1',
    categories: ['Drinks > Tea'],
    url: 'https://shop.example/p/other.html',
    price: 0,
  },
  { id: 'ä, "3"', categories: ['Drinks > Tea'], price: 2.5, brand: 'Ours' },
  {
    id: '',
    title: '',
    categories: ['Drinks > Tea', 'New'],
    url: 'https://shop.example/p/.html',
    brand: 'Ours',
  },
]

it('facts by column are read as they were written, and say once what items share', () => {
  const json = JSON.parse(JSON.stringify(encodeRows(ITEMS)))
  expect(json).toEqual({
    id: ['a1', '__proto__', 'ä, "3"', ''],
    title: ['Tea', '1', null, ''],
    categories: { cells: [['Drinks > Tea'], ['Drinks > Tea', 'New']], at: [0, 0, 0, 1] },
    url: { prefix: 'https://shop.example/p/', suffix: '.html', rest: [1, 'other', null, 1] },
    price: [2, 0, 2.5, null],
    brand: [null, null, 'Ours', 'Ours'],
  })
  expect(decodeRows(json)).toEqual(ITEMS)
})

it('a text "null" is not an unknown cell', () => {
  const items = Array.from({ length: 20 }, (_, n) => ({
    id: `${n}`,
    ...(n % 2 && { brand: 'null' }),
  }))
  const json = JSON.parse(JSON.stringify(encodeRows(items)))
  expect(json.brand.cells).toEqual([null, 'null'])
  expect(decodeRows(json)).toEqual(items)
})

it.each([
  ['no ids', { title: ['a'] }],
  ['a shorter column', { id: ['a', 'b'], title: ['a'] }],
  ['a shorter column of repeated cells', { id: ['a'], title: { cells: ['a'], at: [] } }],
  ['a shorter column of addresses', { id: ['a'], url: { prefix: '', suffix: '', rest: [] } }],
  ['another form', { id: ['a'], title: 'a' }],
])('facts with %s are refused', (_, columns) => {
  expect(() => decodeRows(columns)).toThrow(expect.objectContaining({ code: 'pack/index' }))
})

const entries = ITEMS.map((_, row) => ({ row, score: row / 2, unlisted: row === 1 }))

it('a list has as many facts as fit', () => {
  const facts = [ITEMS[0], ITEMS[2], ITEMS[3]]
  const read = (maxFacts: number) => decodeShelf(encodeShelf('Tea', { entries, facts }, maxFacts))
  expect(read(1000)).toEqual({ category: 'Tea', entries, facts })
  expect(read(150)).toEqual({ category: 'Tea', entries, facts: facts.slice(0, 1) })
  expect(read(0)).toEqual({ category: 'Tea', entries, facts: [] })
})

it('a list that is cut off is refused, or has fewer facts', () => {
  const bytes = encodeShelf('Tea', { entries, facts: ITEMS.slice(0, 1) }, 1000)
  const whole = 8 + 3 + entries.length * 8
  for (let length = 0; length < bytes.length; length++) {
    if (length === whole) expect(decodeShelf(bytes.subarray(0, length)).facts).toEqual([])
    else
      expect(() => decodeShelf(bytes.subarray(0, length)), `${length}`).toThrow(
        expect.objectContaining({ code: 'pack/index' }),
      )
  }
})
