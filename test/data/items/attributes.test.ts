import { expect, it } from 'vitest'
import { attributesOf } from '../../../training/data/index.ts'

const catalogue = {
  ids: ['a', 'b', 'c', 'd'],
  categories: [['Care > Face', 'Sale'], ['Care > Face > Masks'], ['Care'], null],
  extra: {
    brand: ['Acme', 'acme | Zeta', null, 'Zeta'],
    year: [1990, 2001, 1990, null],
  },
}

it('are the steps of category paths and the values of columns that some items share', () => {
  const { rows, cols, offsets, index } = attributesOf(catalogue, ['brand', 'year'])
  // Care, Care > Face, acme, Zeta, 1990; Sale, Masks and 2001 are of one item.
  expect([rows, cols]).toEqual([4, 5])
  expect([...offsets]).toEqual([0, 4, 8, 10, 11])
  expect([...index]).toEqual([0, 1, 2, 3, 0, 1, 2, 4, 0, 3, 4])
})

it('leave out what every item has', () => {
  const all = { ids: ['a', 'b', 'c'], categories: [['X > Y'], ['X > Y'], ['X']] }
  expect(attributesOf(all)).toMatchObject({ cols: 1, offsets: Int32Array.of(0, 1, 2, 2) })
})

it.each([
  [['maker'], '--attributes maker: the items have no column "maker": choose brand, year'],
  [[], 'no two items share an attribute: name columns with --attributes brand,author'],
])('are refused: %j', (columns, says) => {
  const { ids, extra } = catalogue
  expect(() => attributesOf({ ids, extra }, columns)).toThrow(says)
})
