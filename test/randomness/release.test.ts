import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { fromBase64 } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { SEALED_BYTES, splitSealed } from '../../contribute/index.ts'
import {
  deposit,
  evaluation,
  objectOf,
  parametersOf,
  released,
  sealedSlots,
  server,
} from './server.ts'

type State = { storage: { sql: { exec(query: string): { toArray(): Record<string, unknown>[] } } } }

/** Runs SQL in the object of a catalogue. */
const sql = (catalogue: string, query: string) =>
  runInDurableObject(objectOf(catalogue), (_: unknown, state: unknown) =>
    (state as State).storage.sql.exec(query).toArray(),
  )

/** Ends the open epoch, as if its time were over. */
async function end(catalogue: string) {
  await sql(catalogue, 'UPDATE epochs SET closes = 1')
  expect(await runDurableObjectAlarm(objectOf(catalogue))).toBe(true)
}

const recordOf = async (catalogue: string, epoch: number) =>
  (await server(`/v1/c/${catalogue}/epochs/${epoch}`)).json()

const texts = (messages: readonly Uint8Array[]) => messages.map((each) => each.join())

it('holds messages until the key is destroyed, then releases them shuffled', async () => {
  const parameters = await parametersOf('closing')
  const bodies = Array.from({ length: 10 }, () => sealedSlots())
  for (const body of bodies) expect((await deposit(parameters, body)).status).toBe(200)
  expect(await released('closing')).toEqual({})

  await end('closing')
  expect(await sql('closing', 'SELECT count(*) AS n FROM epochs WHERE secret IS NOT NULL')).toEqual(
    [{ n: 0 }],
  )
  expect(await sql('closing', 'SELECT count(*) AS n FROM messages')).toEqual([{ n: 0 }])

  const path = `/v1/c/closing/releases/${parameters.epoch}`
  const all = await released('closing')
  expect(Object.keys(all).sort()).toEqual([`${path}/0`, `${path}/record`])
  const part = splitSealed(all[`${path}/0`], 60)
  const sent = bodies.flatMap((body) => splitSealed(body, 6))
  expect(texts(part).sort()).toEqual(texts(sent).sort())
  expect(texts(part)).not.toEqual(texts(sent))
  const record = JSON.parse(new TextDecoder().decode(all[`${path}/record`]))
  expect(record).toEqual({
    parameters,
    evaluated: 0,
    held: 60,
    refused: 0,
    parts: 1,
    keyDestroyed: true,
    released: true,
  })
})

it('gives nothing and takes nothing once the epoch is over', async () => {
  const parameters = await parametersOf('late')
  expect((await evaluation(parameters)).status).toBe(200)
  await sql('late', `UPDATE epochs SET parameters = json_set(parameters, '$.closes', 1)`)
  expect((await evaluation(parameters)).status).toBe(409)
  expect((await deposit(parameters)).status).toBe(409)
})

it('keeps what an edge does not take, without a key, and tries again', async () => {
  const parameters = await parametersOf('down')
  expect((await deposit(parameters)).status).toBe(200)
  await end('down')
  expect(await recordOf('down', parameters.epoch)).toMatchObject({
    keyDestroyed: true,
    released: false,
    parts: 0,
  })
  expect(await sql('down', 'SELECT count(*) AS n FROM messages')).toEqual([{ n: 6 }])
  expect(await runDurableObjectAlarm(objectOf('down'))).toBe(true)
  expect(await released('down')).toEqual({})
})

it('sends a part again whose answer was lost, with the same bytes under the same name', async () => {
  const parameters = await parametersOf('lost')
  expect((await deposit(parameters)).status).toBe(200)
  await end('lost')
  const path = `/v1/c/lost/releases/${parameters.epoch}`
  const before = await released('lost')
  expect(Object.keys(before)).toEqual([`${path}/0`])
  // The part arrives, then the answer to the record is lost, too.
  await runDurableObjectAlarm(objectOf('lost'))
  await runDurableObjectAlarm(objectOf('lost'))
  const after = await released('lost')
  expect(Object.keys(after).sort()).toEqual([`${path}/0`, `${path}/record`])
  expect(after[`${path}/0`]).toEqual(before[`${path}/0`])
  expect(await recordOf('lost', parameters.epoch)).toMatchObject({
    released: true,
    parts: 1,
    held: 6,
  })
})

it('stores no address, no time of a request and no order of arrival', async () => {
  const parameters = await parametersOf('shop')
  await deposit(parameters, sealedSlots(), '198.51.100.23')
  const columns = await sql(
    'shop',
    `SELECT m.name AS name, group_concat(p.name) AS columns FROM sqlite_master m,
     pragma_table_info(m.name) p WHERE m.name IN ('messages', 'requests') GROUP BY m.name`,
  )
  expect(columns).toEqual([
    { name: 'messages', columns: 'id,epoch,sealed' },
    { name: 'requests', columns: 'day,who,kind,count' },
  ])
  const [{ who }] = await sql('shop', "SELECT who FROM requests WHERE kind = 'hold' LIMIT 1")
  expect(who).toMatch(/^[0-9a-f]{32}$/)
  const [{ size }] = await sql('shop', 'SELECT length(sealed) AS size FROM messages LIMIT 1')
  expect(size).toBe(SEALED_BYTES)
  expect(fromBase64(parameters.key)).toHaveLength(32)
})
