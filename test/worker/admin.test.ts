import { beforeEach, describe, expect, it } from 'vitest'
import { app } from '../../worker/index.ts'
import {
  edge,
  entryOf,
  env,
  type Manifest,
  newShop,
  pack,
  problem,
  type Shop,
  TOKEN,
} from './shop.ts'

let shop: Shop

beforeEach(() => {
  shop = newShop()
})

describe('admin', () => {
  it('stores a file once', async () => {
    const { name } = entryOf('items')
    const bytes = pack.files.get(name) as BodyInit
    expect((await shop.put(name, bytes)).status).toBe(201)
    expect((await shop.put(name, bytes)).status).toBe(200)
  })

  it.each([undefined, 'Bearer wrong'])('refuses the authorization %s', async (authorization) => {
    const { name } = entryOf('items')
    const headers = authorization ? { authorization } : undefined
    const path = `${shop.base}/admin/files/${name}`
    const response = await edge(path, { method: 'PUT', headers, body: 'x' })
    expect(await problem(response)).toMatchObject({ status: 401 })
    expect((await shop.get(`files/${name}`)).status).toBe(404)
  })

  it('is closed while no token is configured', async () => {
    const path = `${shop.base}/admin/promote`
    const response = await app.request(
      path,
      { method: 'POST', headers: TOKEN },
      {
        PACKS: (env as { PACKS: object }).PACKS,
      },
    )
    expect(await problem(response)).toMatchObject({ status: 503, title: 'Not configured' })
  })

  it('refuses bytes that are not what the name says, and names that are none', async () => {
    const { name } = entryOf('items')
    expect(await problem(await shop.put(name, 'other bytes'))).toMatchObject({
      status: 422,
      title: 'Bad hash',
    })
    expect(await problem(await shop.put('index.html', 'x'))).toMatchObject({
      status: 422,
      title: 'Bad name',
    })
  })

  it('refuses a manifest whose files are not all there', async () => {
    expect(await problem(await shop.promote(pack.manifest))).toMatchObject({
      status: 422,
      title: 'File missing',
    })
  })

  it.each([
    ['no JSON', 'nonsense'],
    ['another format', { ...{}, format: 2 }],
    ['a field that does not fit', { dim: 3 }],
  ])('refuses %s', async (_, change) => {
    for (const [name, bytes] of pack.files) await shop.put(name, bytes as BodyInit)
    const body =
      typeof change === 'string' ? change : JSON.stringify({ ...pack.manifest, ...change })
    const path = `${shop.base}/admin/promote`
    const response = await edge(path, { method: 'POST', headers: TOKEN, body })
    expect(await problem(response)).toMatchObject({ status: 422, title: 'Pack refused' })
    expect((await shop.get(`manifest`)).status).toBe(404)
  })

  it('takes a higher sequence only, naming both', async () => {
    await shop.publish()
    const { sequence } = pack.manifest
    expect(await problem(await shop.promote(pack.manifest))).toMatchObject({
      status: 409,
      detail: `sequence ${sequence} is not above the current ${sequence}: raise it`,
    })
    expect((await shop.promote({ ...pack.manifest, sequence: sequence + 1 })).status).toBe(200)
    const now = (await (await shop.get(`manifest`)).json()) as Manifest
    expect(now.sequence).toBe(sequence + 1)
  })

  it('lets one of two promotions of a sequence win', async () => {
    await shop.publish()
    const next = { ...pack.manifest, sequence: pack.manifest.sequence + 1 }
    const answers = await Promise.all([shop.promote(next), shop.promote(next), shop.promote(next)])
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409])
    for (const answer of answers) await answer.text()
  })

  it('refuses a body that is too large', async () => {
    const path = `${shop.base}/admin/promote`
    const body = 'x'.repeat((1 << 20) + 1)
    const response = await edge(path, { method: 'POST', headers: TOKEN, body })
    expect(await problem(response)).toMatchObject({ status: 413 })
  })
})
