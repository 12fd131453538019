import { describe, expect, test } from 'vitest'
import { type ColumnSource, checkMap, chooseColumns } from '../../../training/data/columns/index.ts'
import { table } from './source.ts'

test.each([
  ['an exact name', 'who', 'who,Who,item', 'who'],
  ['another case', 'CUSTOMER ID', 'customer_id,item', 'customer_id'],
  ['a path', 'context.actor', 'context.actor,item', 'context.actor'],
])('--map finds %s', async (_, theirs, header, column) => {
  const { chosen } = await chooseColumns(table(header), 'events', { map: { user: theirs } })
  expect(chosen.user).toBe(column)
})

test('--map of a rating makes it a rating, whatever it maps', async () => {
  const source = table('user,item,Book-Rating,points')
  const map = async (value: string) =>
    (await chooseColumns(source, 'events', { map: { value } })).chosen
  expect(await map('Book-Rating')).toMatchObject({ rating: 'Book-Rating' })
  expect(await map('points')).toMatchObject({ value: 'points', rating: 'Book-Rating' })
})

test('--map item names the id of an items file that has the column', async () => {
  const map = { item: 'code' }
  expect((await chooseColumns(table('sku,code,title'), 'items', { map })).chosen.id).toBe('code')
  expect((await chooseColumns(table('sku,title'), 'items', { map })).chosen.id).toBe('sku')
})

test('--map of an object takes its levels, or the field that fits', async () => {
  const source = table('id,cats.lvl0,cats.lvl1,cost.amount,cost.currency,made.in')
  const map = async (map: Record<string, string>) => chooseColumns(source, 'items', { map }, 'x')
  expect((await map({ categories: 'cats' })).several.categories).toEqual(['cats.lvl0', 'cats.lvl1'])
  expect((await map({ price: 'cost' })).chosen.price).toBe('cost.amount')
  expect((await map({ title: 'made' })).chosen.title).toBe('made.in')
  await expect(map({ image: 'cost' })).rejects.toThrow(
    'x: --map image=cost: "cost" is an object: name one of its fields, such as ' +
      '--map image=cost.amount (found: cost.amount, cost.currency)',
  )
})

test('--map of a column that the file lacks names those that it has', async () => {
  await expect(
    chooseColumns(table('user,item'), 'events', { map: { time: 'when' } }, 'a.csv:1'),
  ).rejects.toThrow('a.csv:1: no column "when" (found: user, item): correct --map time=when')
})

test.each<[Record<string, string>, Parameters<typeof checkMap>[1], string | null]>([
  [{ id: 'SKU' }, { events: true, items: false }, '--map id=SKU: no file of items to read it from'],
  [{ user: 'u' }, { events: false, items: true }, '--map user=u: no file of events'],
  [{ item: 'SKU' }, { events: false, items: true }, null],
  [{ colour: 'x' }, {}, '--map colour=x: unknown column "colour": use one of user, item,'],
])('a --map that nothing uses is refused: %o', (map, has, message) => {
  if (message) expect(() => checkMap(map, has)).toThrow(message)
  else expect(() => checkMap(map, has)).not.toThrow()
})

describe('lists of objects', () => {
  /** A source with lists, as JSON gives them. */
  const nested = (header: string, lists: Record<string, string>): ColumnSource => ({
    ...table(header),
    lists: Object.entries(lists).map(([name, fields]) => ({ name, fields: fields.split(',') })),
  })
  const otto = nested('session', { events: 'aid,ts,type' })
  const otherwise = { user: 'session', item: 'events.aid', time: 'events.ts', kind: 'events.type' }

  test.each([
    [{}],
    [{ item: 'events' }],
    [{ item: 'events.aid', user: 'session' }],
  ])('OTTO with --map %o', async (map) => {
    const { chosen, explode } = await chooseColumns(otto, 'events', { map })
    expect(chosen).toEqual(otherwise)
    expect(explode).toBe('events')
  })

  test('GA4: the items of an event, not its parameters', async () => {
    const source = nested('event_date,event_timestamp,event_name,user_pseudo_id', {
      event_params: 'key,value',
      items: 'item_id,item_name,price,quantity',
    })
    const { chosen, explode } = await chooseColumns(source, 'events')
    expect(explode).toBe('items')
    expect(chosen).toMatchObject({
      user: 'user_pseudo_id',
      item: 'items.item_id',
      time: 'event_timestamp',
      kind: 'event_name',
      value: 'items.quantity',
    })
  })

  test('an order line says `id`', async () => {
    const source = nested('order_id,customer.id,created_at', { products: 'id,qty' })
    expect((await chooseColumns(source, 'events')).chosen).toEqual({
      user: 'customer.id',
      item: 'products.id',
      time: 'created_at',
      value: 'products.qty',
      order: 'order_id',
    })
  })

  test('two lists that fit are asked for; a list that does not fit is named', async () => {
    const two = nested('user', { seen: 'item_id', bought: 'item_id' })
    await expect(chooseColumns(two, 'events', {}, 'x')).rejects.toThrow(
      'x: the lists "seen" and "bought" may each hold the item: choose one with ' +
        '--map item=seen.item_id or --map item=bought.item_id',
    )
    const none = nested('user', { extras: 'colour,size' })
    await expect(chooseColumns(none, 'events', { map: { item: 'extras' } }, 'x')).rejects.toThrow(
      '"extras" is a list of objects: name one of its fields, such as --map item=extras.colour',
    )
  })
})
