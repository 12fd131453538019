import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { toBase64Url } from '@tacit-rec/pack'
import { afterAll, expect, it } from 'vitest'
import { calls } from '../../client/contribute/giver.ts'
import { newSealKeys } from '../../contribute/index.ts'
import { collect } from '../../training/api/index.ts'
import { rowsOf, withDuckDB } from '../../training/data/index.ts'
import { createRandom } from '../../training/random.ts'
import { type Running, startAddresses, startWorker, WORKERS } from './workers.ts'

const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')
const home = mkdtempSync(join(tmpdir(), 'tacit-kills-'))
const TOKEN = 'correct-horse'
const K = 5
const DEVICES = 9

const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31)
const { uniform, below } = createRandom(seed)

const sealKeys = await newSealKeys()
const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
const jwk = await crypto.subtle.exportKey('jwk', signer.privateKey)
const pinned = `ed25519:${jwk.x}`
const clusters = toBase64Url(new Uint8Array(32))

const running: Running[] = []
afterAll(async () => {
  for (const { stop } of running.reverse()) await stop()
})

it(`SIGKILL of both Workers and of collect loses and doubles nothing (SEED=${seed})`, async () => {
  const began = performance.now()
  const tokens = { ADMIN_TOKEN: TOKEN, RANDOMNESS_KEY: pinned }
  const edge = await startWorker(WORKERS.edge, tokens, join(home, 'edge'), 'none')
  running.push(edge)
  // As long as this machine needs, as busy as it is.
  const length = Math.ceil(Math.max(4000, 3 * (performance.now() - began)) / 1000)
  const terms = { threshold: K, sample: 1, pairs: 1, clusters, seal: toBase64Url(sealKeys.public) }
  const randomness = await startWorker(
    WORKERS.randomness,
    {
      SIGNING_KEY: JSON.stringify(jwk),
      CATALOGUES: JSON.stringify({ shop: { edge: edge.url, ...terms, devices: 100 } }),
      EPOCH_SECONDS: String(length),
    },
    join(home, 'randomness'),
    'none',
  )
  const addresses = await startAddresses(() => randomness.url)
  running.push(randomness, addresses)

  const epoch = Math.ceil(Date.now() / 1000 / length)
  const closes = 1000 * (epoch + 1) * length
  await wait(1000 * epoch * length - Date.now() + 50)
  const gave = Array.from({ length: DEVICES }, (_, n) =>
    give({ url: `${addresses.url}/${n}`, key: pinned }, epoch),
  )
  await wait(400 * uniform())
  await randomness.kill()
  const acknowledged = (await Promise.all(gave)).filter(Boolean).length

  await wait(closes - Date.now() + 200 * uniform())
  for (const worker of below(2) ? [edge, randomness] : [randomness, edge]) {
    await worker.kill()
    await wait(200 * uniform())
  }
  // A visitor of a later epoch makes the server try again what failed.
  const record = async () => {
    await fetch(`${randomness.url}/v1/c/shop/parameters`).catch(() => {})
    const headers = { authorization: `Bearer ${TOKEN}` }
    const path = `${edge.url}/v1/c/shop/releases/${epoch}/record`
    const answer = await fetch(path, { headers }).catch(() => null)
    return answer?.status === 200 ? answer.json() : null
  }
  await expect.poll(record, { timeout: 4000 * length, interval: 250 }).not.toBe(null)
  const { held } = await record()

  const key = join(home, 'key.json')
  const keys = { seal: toBase64Url(sealKeys.public), private: toBase64Url(sealKeys.private) }
  writeFileSync(key, JSON.stringify(keys))
  const options = { from: `${edge.url}/v1/c/shop`, epoch, key, out: join(home, 'counts') }
  const steps = [1 + below(3), 4 + below(5)]
  for (const step of steps) await killedAt(step, options)
  const isOver = existsSync(join(options.out, `epoch-${epoch}.json`))
  // Killed after it has deleted the first message, it says so: its counts are there.
  const result = await collect({ ...options, token: TOKEN }).catch((error: Error) => error)
  if (result instanceof Error) {
    expect(isOver).toBe(true)
    expect(result.message).toContain('404')
  } else expect(result).toMatchObject({ messages: held, malformed: 0 })

  const rows = await withDuckDB((db) =>
    rowsOf(db, `SELECT layer, users FROM '${options.out}/pairs/*.parquet' ORDER BY layer`),
  )
  const [{ users }] = rows
  const layers = ['cluster-item', 'item-cluster', 'item-item']
  expect(rows).toEqual(layers.map((layer) => ({ layer, users })))
  // Of a device that heard no answer, the messages may be there all the same.
  expect(users).toBeGreaterThanOrEqual(acknowledged)
  expect(users).toBeLessThanOrEqual(DEVICES)
  expect(acknowledged).toBeGreaterThanOrEqual(K)
  console.log(
    `seed ${seed}: ${acknowledged} of ${DEVICES} devices were acknowledged, ${held} messages held, ` +
      `${users} devices counted; collect was killed at steps ${steps.join(' and ')}`,
  )
})

/** Gives one pair, with the same messages again until they are acknowledged. @returns whether they were */
async function give(second: { url: string; key: string }, epoch: number): Promise<boolean> {
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const titles = ['Lamp', 'Desk'] as const
  const pair = { i: 'lamp', j: 'desk', clusterOfI: 0, clusterOfJ: 1, titles }
  const expected = { catalogue: 'shop', clusters }
  let body: Uint8Array | undefined
  for (;;)
    try {
      const { parameters } = await calls.parameters(second, expected, null)
      if (parameters.epoch !== epoch) return false
      body ??= await calls.seal(second, parameters, [pair], secret, null)
      await calls.send(second, parameters, body)
      return true
    } catch (error) {
      const { status = 0 } = error as { status?: number }
      if (status === 409 || status === 429) return false
      await wait(100)
    }
}

/** Runs `tacit collect`, and ends it by SIGKILL once its folder has changed some times. */
async function killedAt(
  changes: number,
  { from, epoch, key, out }: { from: string; epoch: number; key: string; out: string },
): Promise<void> {
  const flags = ['--from', from, '--epoch', String(epoch), '--key', key, '--out', out]
  const env = { ...process.env, TACIT_TOKEN: TOKEN }
  const run = spawn(process.execPath, [BIN, 'collect', ...flags], { env, stdio: 'ignore' })
  const ended = new Promise((done) => run.once('exit', done))
  const look = () => (existsSync(out) ? readdirSync(out, { recursive: true }).sort().join() : '')
  let [before, seen] = [look(), 0]
  while (run.exitCode === null && run.signalCode === null && seen < changes) {
    await wait(1)
    const now = look()
    if (now !== before) seen++
    before = now
  }
  run.kill('SIGKILL')
  await ended
}
