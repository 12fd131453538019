import { describe, expect, test } from 'vitest'
import { readPrices } from '../../../training/data/items/price.ts'
import type { Value } from '../../../training/data/items/structure.ts'

const one = (value: Value, name = 'price') => {
  const { values, currency } = readPrices([value], name)
  return [values[0], currency[0]]
}

test.each<[Value, number | null | undefined, string?]>([
  ['$1,990.00', 1990, 'USD'],
  ['0.99 USD', 0.99, 'USD'],
  ['USD 5', 5, 'USD'],
  ['US$5', 5, 'USD'],
  ['R$ 1.299,90', 1299.9, 'BRL'],
  ['1 299,00 €', 1299, 'EUR'],
  ['1\u202f299,00\u00a0€', 1299, 'EUR'],
  ["CHF 1'299.50", 1299.5, 'CHF'],
  ['₹1,23,456', 123456, 'INR'],
  ['KWD 1.250', 1.25, 'KWD'],
  ['kr 99,-', 99],
  ['5€99', 5.99, 'EUR'],
  ['Rs.500', 500, 'INR'],
  ['.5', 0.5],
  ['12 345', 12345],
  ['9.99E+2', 999],
  ['5 incl. VAT', 5],
  // Ranges: the lower; lists: the first.
  ['20 - 10', 10],
  ['$10.00–$20.00', 10, 'USD'],
  ['from 10 EUR', 10, 'EUR'],
  ['30|20', 30],
  ['[7, 6]', 7],
  [[{ price: '4', priceCurrency: 'CHF' }], 4, 'CHF'],
  [{ amount: '5.00', currencyCode: 'eur' }, 5, 'EUR'],
  [{ centAmount: 599, fractionDigits: 2, currencyCode: 'EUR' }, 5.99, 'EUR'],
  [{ minVariantPrice: { amount: '3', currencyCode: 'GBP' } }, 3, 'GBP'],
  [{ EUR: 5, USD: 6 }, 5, 'EUR'],
  [{ amount: 599, currency: 'EUR', unit: 'cents' }, 5.99, 'EUR'],
  [{ regular: 10, sale: 8 }, 8],
  ['was $10, now $8', 8, 'USD'],
  ['<del>$10</del> <ins>$8</ins>', 8, 'USD'],
  ['<span class="amount">&euro;5,00</span>', 5, 'EUR'],
  ['à partir de 10 €', 10, 'EUR'],
  ['8,00 € inkl. 19% MwSt., zzgl. Versand', 8, 'EUR'],
  ['1,200円（税込）', 1200, 'JPY'],
  ['$12.99 CAD', 12.99, 'CAD'],
  ['MXN$ 500', 500, 'MXN'],
  ['$9.99/mo', 9.99, 'USD'],
  ['5.00 EUR/kg', 5, 'EUR'],
  ['99:50', 99.5],
  ['99¢', 0.99, 'USD'],
  ['Free', 0],
  ['gratis', 0],
  ['N/A', null],
  ['—', null],
  [null, null],
  [undefined, undefined],
  // Not prices.
  ['0x10', null],
  ['1e400', null],
  ['Infinity', null],
  ['cheap', null],
  ['-5', null],
  ['(5.00)', null],
  ['10a', null],
  ['2024-01-02', null],
  ['1.2.3', null],
])('%j is %s %s', (value, price, currency) => {
  expect(one(value)).toEqual([price, currency])
})

describe('the column decides', () => {
  test.each([
    [
      ['1.299', '5,50'],
      [1299, 5.5],
    ],
    [
      ['1.299', '5.50'],
      [1.299, 5.5],
    ],
    [
      ['1,299', '999.00'],
      [1299, 999],
    ],
    [
      ['1.299', '950'],
      [1299, 950],
    ],
    [
      ['1.299.000', '1.500'],
      [1299000, 1500],
    ],
    // A currency without cents has no decimal mark.
    [
      ['₩12,000', '5,00 €', '7,50 €'],
      [12000, 5, 7.5],
    ],
  ])('%j', (cells, values) => {
    expect(readPrices(cells, 'price').values).toEqual(values)
  })

  test('its name states currency and minor unit', () => {
    expect(one('5', 'Price (EUR)')).toEqual([5, 'EUR'])
    expect(one('5', 'price_usd')).toEqual([5, 'USD'])
    expect(one('1999', 'price_cents')).toEqual([19.99, undefined])
    expect(one('1999', 'priceInCents')).toEqual([19.99, undefined])
    expect(one('1999 JPY', 'unit_amount')).toEqual([1999, 'JPY'])
    expect(one('5', 'Top price')).toEqual([5, undefined])
  })

  test('one currency holds for cells without a sign; bad cells are counted', () => {
    expect(readPrices(['$5', '6', 'soon', ''], 'price')).toEqual({
      values: [5, 6, null, null],
      currency: ['USD', 'USD', undefined, undefined],
      unread: { rows: [2], example: 'soon' },
      how: null,
    })
  })
})
