import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toBase64Url } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import {
  contextOf,
  encodeToken,
  fillSlots,
  joinRecords,
  makeAnswer,
  makeMessage,
  type Pair,
  sealMessages,
  type Token,
} from '../../contribute/index.ts'
import { collect, review } from '../../training/api/index.ts'
import { rowsOf, withDuckDB } from '../../training/data/index.ts'
import { createRandom } from '../../training/random.ts'
import { newDevice, outputOf, parameters, sealKeys } from './visitors.ts'

const K = parameters.threshold
const context = contextOf(parameters)
const outputs = new Map<string, Uint8Array>()

/** The sealed message of a slot; the PRF is evaluated once for each token. */
async function messageOf(x: Uint8Array, device: Uint8Array): Promise<Uint8Array> {
  const known = outputs.get(x.join()) ?? outputOf(x)
  outputs.set(x.join(), known)
  const message = await makeMessage(x, known, K, device)
  return (await sealMessages(sealKeys.public, parameters, [message]))[0]
}

const tokenMessage = (token: Token, device = newDevice()) =>
  messageOf(encodeToken(context, token), device)

/** A folder of releases with one epoch, in two parts, and the keys. */
function release(messages: readonly Uint8Array[], changes = {}) {
  const root = mkdtempSync(join(tmpdir(), 'tacit-collect-'))
  const folder = join(root, 'releases', '100')
  mkdirSync(folder, { recursive: true })
  const half = Math.floor(messages.length / 2)
  writeFileSync(join(folder, '0'), joinRecords(messages.slice(0, half)))
  writeFileSync(join(folder, '1'), joinRecords(messages.slice(half)))
  const record = { parameters, evaluated: 9, held: messages.length, refused: 1, parts: 2 }
  writeFileSync(join(folder, 'record'), JSON.stringify({ ...record, ...changes }))
  const key = join(root, 'key.json')
  const keys = { seal: toBase64Url(sealKeys.public), private: toBase64Url(sealKeys.private) }
  writeFileSync(key, JSON.stringify(keys))
  return { from: join(root, 'releases'), folder, key, out: join(root, 'counts'), epoch: 100 }
}

type Row = { layer: string; i: string; j: string; users: number; weight: number }

const pairsOf = (out: string) =>
  withDuckDB(
    async (db) =>
      (await rowsOf(
        db,
        `SELECT * FROM read_parquet('${out}/pairs/*.parquet') ORDER BY layer, i, j`,
      )) as unknown as Row[],
  )

it('counts what plain counting with the threshold counts, to the last token', async () => {
  const { below } = createRandom(4)
  const plain = new Map<string, number>()
  const messages: Uint8Array[] = []
  for (let n = 0; n < 14; n++) {
    const device = newDevice()
    const pairs: Pair[] = Array.from({ length: 3 }, () => {
      const [i, j] = [below(3), below(3)]
      return { i: `item ${i}`, j: `item ${j}`, clusterOfI: i % 2, clusterOfJ: j % 2 }
    })
    const slots = await fillSlots({ ...parameters, pairs: 3 }, pairs, device)
    for (const x of slots) messages.push(await messageOf(x, device))
    const tokens = pairs.flatMap(({ i, j, clusterOfI, clusterOfJ }) => [
      `item-item|${i}|${j}`,
      `item-cluster|${i}|${clusterOfJ}`,
      `cluster-item|${clusterOfI}|${j}`,
    ])
    for (const token of new Set(tokens)) plain.set(token, (plain.get(token) ?? 0) + 1)
  }
  const expected = [...plain].filter(([, users]) => users >= K).sort()
  const { folder, ...options } = release(messages)
  const result = await collect(options)
  const rows = await pairsOf(options.out)
  expect(rows.map(({ layer, i, j, users }) => [`${layer}|${i}|${j}`, users]).sort()).toEqual(
    expected,
  )
  expect(expected.length).toBeGreaterThan(5)
  expect(result).toMatchObject({ messages: 126, malformed: 0, false: 0, unreadable: 0, held: 0 })
  expect(result.leak).toBeNull()
  expect(readdirSync(folder)).toEqual(['record'])
})

const lamp: Token = { layer: 'item-item', i: 'lamp', j: 'desk' }

it('leaves out replays, other epochs, malformed messages and false shares', async () => {
  const devices = Array.from({ length: K - 1 }, newDevice)
  const given = await Promise.all(devices.map((device) => tokenMessage(lamp, device)))
  const again = await Promise.all(devices.map((device) => tokenMessage(lamp, device)))
  const other = { ...parameters, epoch: 99 }
  const x = encodeToken(contextOf(other), lamp)
  const message = await makeMessage(x, outputOf(x), K, newDevice())
  const elsewhere = await sealMessages(sealKeys.public, other, [message])
  const zero = message.slice().fill(0, 32, 64)
  const malformed = await sealMessages(sealKeys.public, parameters, [zero])
  const noise = crypto.getRandomValues(new Uint8Array(461))
  const bad = [...elsewhere, ...malformed, noise]

  const few = release([...given, ...again, ...given, ...bad])
  expect(await collect(few)).toMatchObject({
    messages: 15,
    malformed: 3,
    opened: { 'item-item': 0 },
    unread: { tokens: 1, messages: K - 1 },
  })
  const enough = release([...given, ...again, ...bad, await tokenMessage(lamp)])
  expect(await collect(enough)).toMatchObject({ opened: { 'item-item': 1 } })
  expect(await pairsOf(enough.out)).toEqual([
    { layer: 'item-item', i: 'lamp', j: 'desk', gap: null, users: K, weight: K },
  ])
})

it('does not take an old context for a token, even if k devices agree on it', async () => {
  const stale = encodeToken({ ...context, threshold: K + 1 }, lamp)
  const messages = await Promise.all(
    Array.from({ length: K }, async () => messageOf(stale, newDevice())),
  )
  expect(await collect(release(messages))).toMatchObject({ foreign: 1, opened: { 'item-item': 0 } })
})

it('holds a token that opens under two tags, and counts it after a review', async () => {
  const x = encodeToken(context, lamp)
  const forged = crypto.getRandomValues(new Uint8Array(64))
  const bots = await Promise.all(
    Array.from({ length: 9 }, async () => {
      const message = await makeMessage(x, forged, K, newDevice())
      return (await sealMessages(sealKeys.public, parameters, [message]))[0]
    }),
  )
  const visitors = await Promise.all(Array.from({ length: K }, () => tokenMessage(lamp)))
  const options = release([...bots, ...visitors])
  const { held, heldFile, opened } = await collect(options)
  expect({ held, opened }).toMatchObject({ held: 2, opened: { 'item-item': 0 } })
  expect(await pairsOf(options.out)).toEqual([])

  const [head, ...rows] = readFileSync(heldFile!, 'utf8').trim().split('\n')
  expect(head).toBe('keep,layer,i,j,users,tag,reason')
  expect(rows.map((row) => row.split(',').at(-1))).toEqual(['two tags', 'two tags'])
  const kept = rows.map((row) => (row.includes(`,${K},`) ? `yes${row.replace(/^""/, '')}` : row))
  writeFileSync(heldFile!, [head, ...kept].join('\n'))
  expect(await review({ ...options, held: heldFile! })).toEqual({ added: 1 })
  expect(await pairsOf(options.out)).toMatchObject([{ i: 'lamp', j: 'desk', users: K }])
})

it('holds a token that jumps against earlier epochs, but not in the first one', async () => {
  const chair: Token = { ...lamp, i: 'chair' }
  const give = (token: Token, count: number) =>
    Promise.all(Array.from({ length: count }, () => tokenMessage(token)))
  const many = 4 * K + 1
  const first = release(await give(lamp, many))
  expect(await collect(first)).toMatchObject({ held: 0, opened: { 'item-item': 1 } })

  const second = release([...(await give(lamp, many)), ...(await give(chair, many))])
  mkdirSync(join(second.out, 'pairs'), { recursive: true })
  const earlier = readFileSync(join(first.out, 'pairs', 'epoch-100.parquet'))
  writeFileSync(join(second.out, 'pairs', 'epoch-99.parquet'), earlier)
  expect(await collect(second)).toMatchObject({ held: 1, opened: { 'item-item': 1 } })
})

it('can run again after a stop at any step: nothing counts twice, and no message goes before', async () => {
  const messages = await Promise.all(Array.from({ length: K }, () => tokenMessage(lamp)))
  const options = release(messages)
  const isKept = () => ['0', '1'].every((part) => existsSync(join(options.folder, part)))
  // A folder in the place of a file ends a run at the step that writes the file.
  for (const step of ['pairs/epoch-100.parquet.unfinished', 'epoch-100.json']) {
    mkdirSync(join(options.out, step), { recursive: true })
    await expect(collect(options)).rejects.toThrow()
    expect(isKept()).toBe(true)
    rmSync(join(options.out, step), { recursive: true })
  }
  await collect({ ...options, keep: true })
  const counts = await pairsOf(options.out)
  expect(counts).toMatchObject([{ users: K }])
  expect(isKept()).toBe(true)
  await collect(options)
  expect(await pairsOf(options.out)).toEqual(counts)
  expect(readdirSync(options.folder)).toEqual(['record'])
  // Between two deletions: the counts are there, and a new run asks for the part.
  writeFileSync(join(options.folder, '1'), new Uint8Array())
  await expect(collect(options)).rejects.toThrow('lacks part 0 of 2')
  expect(await pairsOf(options.out)).toEqual(counts)
})

it('counts the answers of devices that measured, each device once, by pack', async () => {
  const sealed: Uint8Array[] = []
  const answer = async (hit: boolean, arm: number, device = newDevice()) => {
    const message = await makeAnswer({ hit, arm }, device)
    sealed.push(...(await sealMessages(sealKeys.public, parameters, [message])))
  }
  const device = newDevice()
  for (let n = 0; n < 3; n++) await answer(true, 1, device)
  for (let n = 0; n < 60; n++) await answer(n % 2 === 0, 2)
  const options = release([...sealed, await tokenMessage(lamp)])
  const { measured, messages, malformed, unread } = await collect(options)
  expect({ messages, malformed, unread }).toEqual({
    messages: 64,
    malformed: 0,
    unread: { tokens: 1, messages: 1 },
  })
  expect(measured.map(({ sequence, devices }) => [sequence, devices])).toEqual([
    [1, 1],
    [2, 60],
  ])
  expect(Math.abs(measured[1].rate - 0.5)).toBeLessThan(2 * measured[1].halfWidth)
  expect(measured[1].halfWidth).toBeCloseTo(0.166, 1)
})

it('says what is missing', async () => {
  const options = release([await tokenMessage(lamp)], { parts: 3 })
  await expect(collect(options)).rejects.toThrow('lacks part 2 of 3')
  await expect(collect({ ...options, epoch: 7 })).rejects.toThrow('no record of an epoch')
  await expect(collect({ ...options, key: 'nothing.json' })).rejects.toThrow('--new-key makes one')
  const cut = release([await tokenMessage(lamp), await tokenMessage(lamp)])
  writeFileSync(join(cut.folder, '1'), readFileSync(join(cut.folder, '1')).subarray(5))
  await expect(collect(cut)).rejects.toThrow('ends within a message')
})
