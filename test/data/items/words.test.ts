import { describe, expect, test } from 'vitest'
import { addressOf } from '../../../training/data/items/addresses.ts'
import { availabilityOf, isDraft, unlistedOf } from '../../../training/data/items/availability.ts'
import type { Value } from '../../../training/data/items/structure.ts'

describe('availability', () => {
  test.each<[Value, string | null]>([
    ['in_stock', 'in stock'],
    ['https://schema.org/InStock', 'in stock'],
    [true, 'in stock'],
    ['yes', 'in stock'],
    [5, 'in stock'],
    ['only 2 left', 'in stock'],
    ['Sofort lieferbar', 'in stock'],
    ['Out of Stock', 'out of stock'],
    ['http://schema.org/SoldOut', 'out of stock'],
    ['0', 'out of stock'],
    [-3, 'out of stock'],
    ['agotado', 'out of stock'],
    ['pre-order', 'preorder'],
    ['on backorder', 'backorder'],
    ['Discontinued', 'discontinued'],
    ['schema:PreOrder', 'preorder'],
    ['In Stock (12)', 'in stock'],
    ['10+', 'in stock'],
    ['Usually ships within 24 hours', 'in stock'],
    ['Lieferzeit 2-3 Tage', 'in stock'],
    ['Derzeit nicht lieferbar', 'out of stock'],
    ['Momentan nicht verfügbar', 'out of stock'],
    ['Non disponible', 'out of stock'],
    ['en rupture', 'out of stock'],
    ['Sold', 'out of stock'],
    ['noch 3 verfügbar', 'in stock'],
    ['0 Stück', 'out of stock'],
    ['nicht mehr lieferbar', 'discontinued'],
    ['demnächst verfügbar', 'preorder'],
    ['Wieder verfügbar ab 1. Mai', 'backorder'],
    [{ inStock: false }, 'out of stock'],
    ['in 3 days', 'in 3 days'],
    ['N/A', null],
    [['out of stock', 'in stock'], 'in stock'],
  ])('%j is %j', (value, word) => {
    expect(availabilityOf(value)).toBe(word)
  })

  test.each<[Value, string, boolean | null | undefined]>([
    ['draft', 'status', true],
    ['Archived', 'Status', true],
    ['active', 'status', false],
    ['2', 'status', true],
    ['FALSE', 'Published', true],
    ['-1', 'Published', true],
    [true, 'is_hidden', true],
    ['0', 'deleted', false],
    ['Not Visible Individually', 'visibility', true],
    ['2024-01-02', 'archived_at', true],
    ['2024-01-02', 'published_at', false],
    ['2', 'product_online', true],
    ['1', 'product_online', false],
    ['nicht aktiv', 'Status', true],
    ['offline', 'status', true],
    ['', 'status', null],
    [undefined, 'status', undefined],
  ])('%j in %j hides: %s', (value, column, draft) => {
    expect(isDraft(value, column)).toBe(draft)
  })

  test('what can be ordered stays listed', () => {
    expect(
      ['in stock', 'preorder', 'backorder', 'out of stock', 'discontinued', 'in 3 days', null].map(
        (word) => unlistedOf(word, false),
      ),
    ).toEqual([null, null, null, 'unavailable', 'unavailable', null, null])
    expect(unlistedOf('out of stock', true)).toBe('draft')
  })
})

describe('addresses', () => {
  test.each<[Value, string | null]>([
    ['https://x.example/1', 'https://x.example/1'],
    [['', 'https://x.example/1', 'https://x.example/2'], 'https://x.example/1'],
    ["['https://x.example/1', 'b']", 'https://x.example/1'],
    ['https://x.example/1.jpg,https://x.example/2.jpg', 'https://x.example/1.jpg'],
    ['https://x.example/1.jpg https://x.example/2.jpg', 'https://x.example/1.jpg'],
    ['https://x.example/1.jpg ! alt : red ! title', 'https://x.example/1.jpg'],
    ['https://x.example/w_1,h_1/a.jpg', 'https://x.example/w_1,h_1/a.jpg'],
    ['https://x.example/?a=1&amp;b=2', 'https://x.example/?a=1&b=2'],
    [
      [{ thumb: 'https://x.example/s', hi_res: null, large: 'https://x.example/l' }],
      'https://x.example/l',
    ],
    [
      [
        { large: '/2', variant: 'PT01' },
        { large: '/1', variant: 'MAIN' },
      ],
      '/1',
    ],
    ['<img src="/1.jpg" alt="">', '/1.jpg'],
    ['//cdn.example/1', 'https://cdn.example/1'],
    ['www.x.example/a', 'https://www.x.example/a'],
    ['img/a.jpg,img/b.jpg', 'img/a.jpg'],
    ['https:\\/\\/x.example\\/a.jpg', 'https://x.example/a.jpg'],
    ['no_selection', null],
    ['javascript:alert(1)', null],
    ['data:image/png;base64,xx', null],
    ['C:\\a.jpg', null],
    ['some words', null],
    ['nan', null],
    [7, null],
  ])('%j is %j', (value, address) => {
    expect(addressOf(value)).toBe(address)
  })
})
