import { describe, expect, test } from 'vitest'
import { columnMap, columnNames } from '../../training/cli/parse.ts'

describe('--map', () => {
  test.each<[string, Record<string, string>]>([
    ['user=customer_id', { user: 'customer_id' }],
    ['user=a, item=b', { user: 'a', item: 'b' }],
    ['price=a=b', { price: 'a=b' }],
    ['title=Product, full name', { title: 'Product, full name' }],
    [
      'title=Product, full name,price=Price, net',
      { title: 'Product, full name', price: 'Price, net' },
    ],
    ['title=size, x=1', { title: 'size, x=1' }],
    ['description=Body (HTML),image=Image Src', { description: 'Body (HTML)', image: 'Image Src' }],
  ])('%s', (text, map) => {
    expect(columnMap(text)).toEqual(map)
  })

  test('a repeated flag adds', () => {
    expect(columnMap('item=b', { user: 'a' })).toEqual({ user: 'a', item: 'b' })
  })

  test.each(['user', '=x', 'user='])('%s is refused', (text) => {
    expect(() => columnMap(text)).toThrow(`"${text}" must have the form ours=theirs.`)
  })
})

test('--columns', () => {
  expect(columnNames('user,item, _ ,time')).toEqual(['user', 'item', '_', 'time'])
  expect(() => columnNames('_')).toThrow('names no column')
})
