import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  chooseColumns,
  joinOfNames,
  joinOfOrders,
  joinRows,
  kindOfFile,
  roleOfColumns,
} from '../../../training/data/columns/index.ts'
import { rowsOf, withDuckDB } from '../../../training/data/duckdb.ts'
import { openRows, sourceFile } from '../../../training/data/files/index.ts'
import { folders } from '../folder.ts'
import { table } from './source.ts'

const folder = folders()

test.each([
  ['user_id,movie_id,rating', 'events'],
  ['session,aid,ts,type', 'events'],
  ['order_id,user_id,product_id,quantity', 'events'],
  ['order_id,product_id,add_to_cart_order,reordered', 'lines'],
  ['order_id,user_id,eval_set,order_number,order_dow', 'orders'],
  ['product_id,product_name,aisle_id,department_id', 'items'],
  ['Handle,Title,Vendor', 'items'],
  ['movieId,title,genres', 'items'],
  ['aisle_id,aisle', 'lookup'],
  ['customer_id,FN,Active,age,postal_code', 'users'],
  ['categoryid,parentid', null],
  ['timestamp,itemid,property,value', null],
])('%s is %s', (header, role) => {
  expect(roleOfColumns(table(header))).toBe(role)
})

test.each([
  ['data/yoochoose-buys.dat', 'purchase'],
  ['yoochoose-clicks.dat', 'click'],
  ['transactions_train.csv', 'purchase'],
  ['views_and_purchases.csv', null],
  ['interactions.csv', null],
])('the kind of %s is %s', (path, kind) => {
  expect(kindOfFile(path)).toBe(kind)
})

test('lines get user and time of their order, in the order of the file', async () => {
  const path = folder({
    'lines.csv': 'order_id,product_id\n2,ink\n1,pen\n2,pen\n9,nib\n',
    'orders.csv': 'id,customer_id,order_date,status\n1,ann,5,paid\n2,bob,6,paid\n',
  })
  await withDuckDB(async (db) => {
    const lines = await openRows(db, await sourceFile(join(path, 'lines.csv')))
    const orders = await openRows(db, await sourceFile(join(path, 'orders.csv')))
    const on = joinOfOrders(lines, orders)!
    expect(on).toMatchObject({ on: 'order_id', key: 'id' })
    const rows = joinRows(db, lines, orders, on)
    const { chosen } = await chooseColumns(rows, 'events')
    expect(chosen).toEqual({
      user: 'customer_id',
      item: 'product_id',
      time: 'order_date',
      order: 'order_id',
    })
    const { text, from } = rows
    const read = await rowsOf(
      db,
      `SELECT ${text('customer_id')} AS user, ${text('product_id')} AS item FROM ${from}`,
    )
    expect(read.map(({ user, item }) => `${user} ${item}`)).toEqual([
      'bob ink',
      'ann pen',
      'bob pen',
      'null nib',
    ])
  })
})

test('items get the names of their aisle and category', async () => {
  const path = folder({
    'products.csv': 'product_id,product_name,aisle_id,category_id\n1,Pen,7,2\n2,Ink,8,2\n',
    'aisles.csv': 'aisle_id,aisle\n7,desks\n8,bottles\n',
    'categories.csv': 'id,name,parent_id\n2,Office,\n',
  })
  await withDuckDB(async (db) => {
    const open = async (name: string) => openRows(db, await sourceFile(join(path, `${name}.csv`)))
    let rows = await open('products')
    for (const name of ['aisles', 'categories']) {
      const other = await open(name)
      rows = joinRows(db, rows, other, joinOfNames(rows, other, name)!)
    }
    const { chosen, several } = await chooseColumns(rows, 'items')
    expect(chosen).toEqual({ id: 'product_id', title: 'product_name', categories: 'category' })
    expect(several).toEqual({ categories: ['category', 'aisle'] })
    const { text, from } = rows
    const read = await rowsOf(
      db,
      `SELECT ${text('category')} AS category, ${text('aisle')} AS aisle FROM ${from}`,
    )
    expect(read).toEqual([
      { category: 'Office', aisle: 'desks' },
      { category: 'Office', aisle: 'bottles' },
    ])
  })
})
