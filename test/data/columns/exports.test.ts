import { expect, test } from 'vitest'
import { chooseColumns, type Role } from '../../../training/data/columns/index.ts'
import { rows, table } from './source.ts'

const DAYS = ['2023-11-14', '2023-11-15', '2023-11-16', '2023-11-17', '2023-11-18', '2023-11-19']

/** What is chosen for a header; cells of columns of times are days, others ids. */
async function chosen(header: string, role: Role = 'events') {
  const names = header.split(',')
  const cell = (name: string, i: number) =>
    /date|time|ts$|when|_at|played|zeit|tstamp|_on$|dt$/i.test(name) ? DAYS[i] : `x${i}`
  const source = table(header, ...rows(6, (i) => names.map((name) => cell(name, i)).join('|')))
  const { chosen } = await chooseColumns(source, role)
  return Object.entries(chosen)
    .map(([ours, name]) => `${ours} ${name}`)
    .join(', ')
}

test.each([
  ['uid,pid,ts', 'user uid, item pid, time ts'],
  ['cust_id,prod_id,purchased_on', 'user cust_id, item prod_id, time purchased_on'],
  ['id_customer,id_product,date_add', 'user id_customer, item id_product, time date_add'],
  ['idUser,idItem,dt', 'user idUser, item idItem, time dt'],
  [
    'ga_client_id,product_sku,hit_timestamp',
    'user ga_client_id, item product_sku, time hit_timestamp',
  ],
  ['domain_userid,ti_sku,derived_tstamp', 'user domain_userid, item ti_sku, time derived_tstamp'],
  ['Buyer Username,Item Number,Sale Date', 'user Buyer Username, item Item Number, time Sale Date'],
  [
    'Order ID,Customer User ID,Product Id',
    'user Customer User ID, item Product Id, order Order ID',
  ],
  ['ID Cliente,Código Producto,x_date', 'user ID Cliente, item Código Producto, time x_date'],
  [
    'Kundennummer,Artikelnummer,Bestellzeit',
    'user Kundennummer, item Artikelnummer, time Bestellzeit',
  ],
  ['listener,song,last_played', 'user listener, item song, time last_played'],
  [
    'attributes.event_properties.ProductID,relationships.profile.data.id',
    'user relationships.profile.data.id, item attributes.event_properties.ProductID',
  ],
  ['user,item,created_at._seconds', 'user user, item item, time created_at._seconds'],
  // The id of a seller is nobody's, and that of a line no product's.
  ['user_id,seller_user_id,product_id,order_item_id', 'user user_id, item product_id'],
])('%s: %s', async (header, expected) => {
  expect(await chosen(header)).toBe(expected)
})

test.each([
  ['id_product,name,reference', 'id id_product, title name'],
  [
    'Codigo,Nombre del producto,Familia',
    'id Codigo, title Nombre del producto, categories Familia',
  ],
  ['StockCode,Description', 'id StockCode, title Description'],
  ['track_id,track_name,track_genre', 'id track_id, title track_name, categories track_genre'],
])('items of %s: %s', async (header, expected) => {
  expect(await chosen(header, 'items')).toBe(expected)
})

test('a column of user ids that is mostly blank gives way to that of devices', async () => {
  const source = table(
    'user_id,device_id,item',
    ...rows(8, (i) => `${i === 0 ? 'ann' : ''}|d${i}|i${i}`),
  )
  const { chosen, notes } = await chooseColumns(source, 'events')
  expect(chosen).toEqual({ user: 'device_id', item: 'item' })
  expect(notes).toEqual([
    '"device_id" is the user, because "user_id" is mostly blank; pass --map user=user_id to use that one.',
  ])
})

test.each([
  ['Date,Time', ['14.11.2023|22:13:20', '15.11.2023|09:00:00'], ['Date', 'Time']],
  [
    'order_date,order_time',
    ['2023-11-14|10:13 PM', '2023-11-15|9:00 AM'],
    ['order_date', 'order_time'],
  ],
])('%s together are the time', async (header, cells, expected) => {
  const lines = rows(6, (i) => `u${i}|i${i}|${cells[i % 2]}`)
  const { several, dayAndClock } = await chooseColumns(
    table(`user,item,${header}`, ...lines),
    'events',
  )
  expect(several.time).toEqual(expected)
  expect(dayAndClock).toBe(true)
})

test('a time of day alone, or two columns of dates, are no time', async () => {
  const clock = await chooseColumns(
    table('user,item,time', ...rows(6, (i) => `u${i}|i${i}|10:0${i}`)),
    'events',
  )
  expect(clock.chosen.time).toBeUndefined()
  expect(clock.ignored).toEqual([
    { column: 'time', why: 'a time of day without a date: no order follows from it' },
  ])
  const two = table(
    'user,item,seen_when,bought_when',
    ...rows(6, (i) => `u${i}|i${i}|${DAYS[i]}|${DAYS[i]}`),
  )
  const { chosen, notes } = await chooseColumns(two, 'events')
  expect(chosen.time).toBeUndefined()
  expect(notes[0]).toMatch(/^Columns "seen_when", "bought_when" may each be the time/)
})
