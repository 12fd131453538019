import { beforeAll, expect, it } from 'vitest'
import { edge, newShop, type Shop } from './shop.ts'

let shop: Shop

beforeAll(async () => {
  shop = newShop()
  await shop.publish()
})

const LONG = 'a'.repeat(12_000)
/** What may stand in an address, as it is sent. */
const RAW = [
  '%25',
  '50%25off',
  '%2525',
  '%',
  '%zz',
  '%2',
  '%ff',
  '%25ff',
  '%C3%28',
  '%E2%80%AE',
  '%00',
  '%0a',
  '%2F',
  '..%2F..%2Fcurrent.json',
  'a%2Cb',
  'a%252Cb',
  '+',
  '%F0%9F%92%A9',
  '%ED%A0%80',
  '__proto__',
  'constructor',
  LONG,
  `${LONG}%ff`,
]

/** Every place of every route that takes a value. */
const PLACES: Record<string, (value: string) => string> = {
  catalogue: (value) => `/v1/c/${value}/manifest`,
  file: (value) => `files/${value}`,
  upload: (value) => `admin/files/${value}`,
  ids: (value) => `items?ids=${value}`,
  'ids twice': (value) => `items?ids=${value}&ids=${value}`,
  'ids[]': (value) => `items?ids[]=${value}`,
  id: (value) => `items?id=${value}&id=item-1`,
  similar: (value) => `items/${value}/similar`,
  'similar limit': (value) => `items/item-1/similar?limit=${value}`,
  unlisted: (value) => `items/item-1/similar?include_unlisted=${value}`,
  limit: (value) => `popular?limit=${value}&limit=5`,
  category: (value) => `popular?category=${value}`,
  'category twice': (value) => `popular?category=${value}&category=${value}`,
  'unknown parameter': (value) => `intents?${value}=${value}`,
  'query of a file': (value) => `files/x?${value}`,
  path: (value) => `/${value}`,
}

it.each(Object.keys(PLACES))('no bytes in %s fail the edge', async (place) => {
  for (const value of RAW) {
    const path = PLACES[place](value)
    const response = await edge(path.startsWith('/') ? path : `${shop.base}/${path}`)
    const body = await response.text()
    expect(response.status, `${path.slice(0, 80)}: ${body}`).toBeLessThan(500)
    // An error shows the start of a value, not 12 kB of it.
    if (!response.ok) expect(body.length, path.slice(0, 80)).toBeLessThan(1000)
  }
})

it.each(['%', '%zz', '%ff', '%C3%28', '%ED%A0%80'])('%s is no text: 400', async (value) => {
  for (const path of [`popular?category=${value}`, `items/${value}/similar`, `files/${value}`]) {
    const response = await edge(`${shop.base}/${path}`)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ title: 'Bad encoding' })
  }
})

it.each([
  ['1', 200],
  ['100', 200],
  ['5&limit=7', 200],
  ['0', 422],
  ['101', 422],
  ['1000', 422],
  ['-1', 422],
  ['1.5', 422],
  ['1.0', 422],
  ['1e1', 422],
  ['0x10', 422],
  ['05', 422],
  ['%205', 422],
  ['5%20', 422],
  ['+5', 422],
  ['%2B5', 422],
  ['5%00', 422],
  ['NaN', 422],
  ['Infinity', 422],
  ['', 422],
  ['9999999999999999999', 422],
  ['%EF%BC%95', 422],
  ['1_0', 422],
])('limit=%s is %i', async (limit, status) => {
  const response = await edge(`${shop.base}/popular?limit=${limit}`)
  expect(response.status, await response.text()).toBe(status)
})
