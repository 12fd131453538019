import { describe, expect, test } from 'vitest'
import { chooseColumns } from '../../../training/data/columns/index.ts'
import { rows, table } from './source.ts'

const chosen = async (header: string) => (await chooseColumns(table(header), 'events')).chosen

test.each<[string, string, Record<string, string>]>([
  [
    'RecBole',
    'user_id:token,item_id:token,rating:float,timestamp:float',
    {
      user: 'user_id:token',
      item: 'item_id:token',
      rating: 'rating:float',
      time: 'timestamp:float',
    },
  ],
  [
    'MovieLens latest',
    'userId,movieId,rating,timestamp',
    { user: 'userId', item: 'movieId', rating: 'rating', time: 'timestamp' },
  ],
  [
    'Amazon 2014',
    'reviewerID,asin,reviewerName,helpful,reviewText,overall,summary,unixReviewTime,reviewTime',
    {
      user: 'reviewerID',
      item: 'asin',
      rating: 'overall',
      time: 'unixReviewTime',
      review: 'reviewText',
    },
  ],
  [
    'Amazon 2023',
    'rating,title,text,images,asin,parent_asin,user_id,timestamp,helpful_vote,verified_purchase',
    {
      user: 'user_id',
      item: 'parent_asin',
      rating: 'rating',
      time: 'timestamp',
      review: 'text',
    },
  ],
  [
    'REES46',
    'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session',
    { user: 'user_id', item: 'product_id', time: 'event_time', kind: 'event_type', value: 'price' },
  ],
  [
    'RetailRocket',
    'timestamp,visitorid,event,itemid,transactionid',
    {
      user: 'visitorid',
      item: 'itemid',
      time: 'timestamp',
      kind: 'event',
      order: 'transactionid',
    },
  ],
  [
    'H&M',
    't_dat,customer_id,article_id,price,sales_channel_id',
    { user: 'customer_id', item: 'article_id', time: 't_dat', value: 'price' },
  ],
  [
    'UCI Online Retail',
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
    {
      user: 'CustomerID',
      item: 'StockCode',
      time: 'InvoiceDate',
      value: 'Quantity',
      order: 'InvoiceNo',
    },
  ],
  [
    'Book-Crossing',
    'User-ID,ISBN,Book-Rating',
    { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' },
  ],
  [
    'Personalize',
    'USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE',
    { user: 'USER_ID', item: 'ITEM_ID', time: 'TIMESTAMP', kind: 'EVENT_TYPE' },
  ],
  [
    'Steam reviews',
    'username,hours,products,product_id,page_order,date,text,early_access,page',
    { user: 'username', item: 'product_id', value: 'hours', time: 'date', review: 'text' },
  ],
  [
    'Steam, author as an object',
    'recommendationid,author.steamid,author.playtime_forever,appid,timestamp_created,review',
    {
      user: 'author.steamid',
      item: 'appid',
      time: 'timestamp_created',
      review: 'review',
    },
  ],
  [
    'Segment',
    'anonymousId,userId,event,properties.product_id,originalTimestamp,receivedAt',
    {
      user: 'userId',
      item: 'properties.product_id',
      kind: 'event',
      time: 'originalTimestamp',
    },
  ],
  [
    'German',
    'Kunde,Artikelnummer,Bestelldatum',
    { user: 'Kunde', item: 'Artikelnummer', time: 'Bestelldatum' },
  ],
  [
    'spaces',
    'Customer ID,Product Name,Order Date',
    { user: 'Customer ID', item: 'Product Name', time: 'Order Date' },
  ],
  ['a user that is an object', 'user.id,item', { user: 'user.id', item: 'item' }],
  ['a row id beside an item', 'id,user,sku,ts', { user: 'user', item: 'sku', time: 'ts' }],
  ['orders without users', 'order_id,product_id', { user: 'order_id', item: 'product_id' }],
  ['an id of an unknown thing', 'painting_id,visitor', { user: 'visitor', item: 'painting_id' }],
  ['our names before others', 'User,user,item,item_id', { user: 'user', item: 'item' }],
])('%s', async (_, header, expected) => {
  expect(await chosen(header)).toEqual(expected)
})

test('a column that is not used says why', async () => {
  const { ignored } = await chooseColumns(
    table('user_id,session_id,item,category_id,title,region,rating,value'),
    'events',
  )
  expect(ignored).toEqual([
    {
      column: 'session_id',
      why: '"user_id" is the user; pass --map user=session_id to use this one',
    },
    { column: 'title', why: '"item" is the item; pass --map item=title to use this one' },
    { column: 'value', why: '"rating" is used; pass --map value=value for this' },
    { column: 'category_id', why: 'not used in events' },
    { column: 'region', why: 'not used in events' },
  ])
})

describe('content', () => {
  test('a date that is no time is not taken', async () => {
    const source = table('user,item,date,ts', ...rows(6, (i) => `u|i${i}|with Ann|${i}`))
    const { chosen, ignored } = await chooseColumns(source, 'events')
    expect(chosen.time).toBe('ts')
    expect(ignored).toEqual([
      { column: 'date', why: 'as the time it does not fit: it holds no times, such as "with Ann"' },
    ])
  })

  test('lists of ids are no item', async () => {
    const source = table('user,item', ...rows(6, (i) => `u${i}|i1 i3 i${i}`))
    await expect(chooseColumns(source, 'events', {}, 'log.csv:1')).rejects.toThrow(
      'log.csv:1: no column "item" (found: user, item); "item": as the item it does not fit: ' +
        'it holds lists, such as "i1 i3 i0"',
    )
  })

  test('titles with numbers are no lists', async () => {
    const source = table('user,game', ...rows(6, (i) => `u${i}|Half-Life ${i}`))
    expect((await chooseColumns(source, 'events')).chosen.item).toBe('game')
  })

  test('a type is a kind only with kinds that are known or named', async () => {
    const shoes = table('user,item,type', ...rows(6, (i) => `u|i${i}|shoe`))
    expect((await chooseColumns(shoes, 'events')).chosen.kind).toBeUndefined()
    expect((await chooseColumns(shoes, 'events', { kinds: { shoe: 1 } })).chosen.kind).toBe('type')
    const views = table('user,item,type', ...rows(6, (i) => `u|i${i}|page view`))
    expect((await chooseColumns(views, 'events')).chosen.kind).toBe('type')
  })

  test('a column with one value gives way to one that tells items apart', async () => {
    const source = table('user,product_id,sku', ...rows(6, (i) => `u|1|s${i}`))
    expect((await chooseColumns(source, 'events')).chosen.item).toBe('sku')
  })

  test('columns that no row has both are read as one', async () => {
    const source = table('user,user_id,item', '|a|x', 'b||y', '|c|z')
    const { chosen, several, notes } = await chooseColumns(source, 'events')
    expect(chosen.user).toBe('user')
    expect(several).toEqual({ user: ['user', 'user_id'] })
    expect(notes).toEqual(['Columns "user" and "user_id" are read as one: no row has both.'])
  })

  test('two items that differ are asked for; equal ones are not', async () => {
    const header = 'user,movie_id,book_id'
    await expect(
      chooseColumns(table(header, 'u|1|2'), 'events', {}, 'a.csv:1'),
    ).rejects.toMatchObject({
      code: 'data/ambiguous',
      message:
        'a.csv:1: columns "movie_id" and "book_id" may each be the item: choose one, such as ' +
        '--map item=movie_id',
    })
    expect((await chooseColumns(table(header, 'u|2|2'), 'events')).chosen.item).toBe('movie_id')
    expect((await chooseColumns(table(header, 'u||2'), 'events')).chosen.item).toBe('book_id')
    const { chosen } = await chooseColumns(table(header, 'u|1|2'), 'events', {
      map: { item: 'book_id' },
    })
    expect(chosen.item).toBe('book_id')
  })
})
