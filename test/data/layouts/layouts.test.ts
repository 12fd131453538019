import { expect, test } from 'vitest'
import { loadDataset } from '../../../training/data/index.ts'
import { folders } from '../folder.ts'
import { buildWorld, LAYOUTS } from './index.ts'

const folder = folders()
const world = buildWorld(1)

test.each(LAYOUTS.map((layout) => [layout.name, layout] as const))('%s', async (name, layout) => {
  const data = await loadDataset(folder(layout.files(world), name))
  const { title, ...counts } = layout.expected(world)
  const { users, items, item, catalogue } = data
  expect({ users: users.length, items: items.length, events: item.length }).toEqual(counts)
  if (title) expect(catalogue.title?.[items.indexOf(title[0])]).toBe(title[1])
  else expect(catalogue.title).toBeUndefined()
})

test('products of Instacart have the names of their aisle and department', async () => {
  const instacart = LAYOUTS.find(({ name }) => name === 'instacart')!
  const { catalogue, items } = await loadDataset(folder(instacart.files(world), 'instacart'))
  expect(catalogue.categories?.[items.indexOf('1')]).toEqual(['dairy eggs > specialty cheeses'])
})
