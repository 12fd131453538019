import { fromBase64 } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { finalize, joinRecords, splitEvaluated } from '../../contribute/index.ts'
import { blindedSlots, deposit, evaluation, parametersOf, post, server } from './server.ts'

const PER_DAY = 2

it('signs parameters, the same for everybody in an epoch, even if they ask at once', async () => {
  const all = await Promise.all([1, 2, 3, 4].map(() => parametersOf('other')))
  expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(1)
  expect(all[0]).toMatchObject({ catalogue: 'other', threshold: 5, sample: 1, evaluations: 720 })
})

it('signs the leak number that goes with its terms', async () => {
  const { leak, measure } = await parametersOf('sampled')
  expect(leak!.epoch).toBeCloseTo(1.92, 1)
  expect(leak!.quarter).toBeGreaterThan(leak!.epoch)
  expect(measure).toBe(0.1)
})

it('has another key for another catalogue', async () => {
  expect((await parametersOf('shop')).key).not.toBe((await parametersOf('other')).key)
})

it('evaluates the slots of a device with a proof of the signed key', async () => {
  const parameters = await parametersOf('shop')
  const blinded = blindedSlots()
  const path = `/v1/c/shop/epochs/${parameters.epoch}/evaluate`
  const body = joinRecords(blinded.map((each) => each.blinded))
  const response = await post(path, body)
  expect(response.status).toBe(200)
  expect(response.headers.get('access-control-allow-origin')).toBe('*')
  const answer = splitEvaluated(new Uint8Array(await response.arrayBuffer()), 6)
  const key = fromBase64(parameters.key)
  expect(finalize(blinded, answer.evaluated, answer.proof, key)).toHaveLength(6)
})

it('takes bodies of one size only, and no bad elements', async () => {
  const { epoch, ...rest } = await parametersOf('shop')
  const path = `/v1/c/shop/epochs/${epoch}`
  const bodies = [0, 1, 5 * 32, 6 * 32 + 1, 7 * 32].map((length) => new Uint8Array(length))
  for (const body of bodies) expect((await post(`${path}/evaluate`, body)).status).toBe(400)
  const identity = new Uint8Array(6 * 32)
  expect((await post(`${path}/evaluate`, identity)).status).toBe(400)
  expect((await deposit({ epoch, ...rest }, new Uint8Array(5 * 461))).status).toBe(400)
  expect((await post(`${path}/messages`, new Uint8Array(200_000))).status).toBe(413)
})

it('knows no other catalogue, epoch or route', async () => {
  const { epoch } = await parametersOf('shop')
  expect((await server('/v1/c/nobody/parameters')).status).toBe(404)
  expect((await server('/v1/c/constructor/parameters')).status).toBe(404)
  expect((await server('/v1/c/shop/epochs/1')).status).toBe(404)
  expect((await server(`/v1/c/shop/epochs/${epoch}/evaluate`)).status).toBe(404)
  for (const other of [epoch - 1, epoch + 1]) {
    const response = await post(`/v1/c/shop/epochs/${other}/evaluate`, new Uint8Array(192))
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('not open') })
  }
})

it('answers a network two times a day for each purpose', async () => {
  const parameters = await parametersOf('shop')
  const address = '203.0.113.5'
  const neighbor = '203.0.113.200'
  for (let n = 0; n < PER_DAY; n++)
    expect((await evaluation(parameters, n ? neighbor : address)).status).toBe(200)
  expect((await evaluation(parameters, address)).status).toBe(429)
  expect((await evaluation(parameters, neighbor)).status).toBe(429)
  expect((await evaluation(parameters, '203.0.114.5')).status).toBe(200)
  expect((await deposit(parameters, undefined, address)).status).toBe(200)
})

it('counts what it refuses, and stops at the total of the epoch', async () => {
  const parameters = await parametersOf('small')
  expect(parameters.evaluations).toBe(36)
  const statuses = await Promise.all(
    Array.from({ length: 8 }, async () => (await evaluation(parameters)).status),
  )
  expect(statuses.sort()).toEqual([200, 200, 200, 200, 200, 200, 429, 429])
  const record = await server(`/v1/c/small/epochs/${parameters.epoch}`)
  expect(await record.json()).toMatchObject({ evaluated: 36, refused: 2, keyDestroyed: false })
})
