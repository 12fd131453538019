/**
 * What private learning costs: CPU of a device, of the randomness server, of the edge and of `collect`,
 * bytes, and what guessing reads. `--browser`: a device in Chromium, and its page's longest task.
 *
 *   node bench/contribute.ts [--messages 100000] [--data ../shared/data/beauty] [--browser]
 *
 * Times are CPU times of this process, in ms. Tables: docs/private-learning.md.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  blindInput,
  contextOf,
  encodeToken,
  evaluate,
  fillSlots,
  finalize,
  joinRecords,
  makeMessage,
  newEpochKey,
  newSealKeys,
  type Pair,
  SEALED_BYTES,
  sealMessages,
  signBytes,
  verifyBytes,
} from '../contribute/index.ts'
import type { PrivateKey } from '../pack/index.ts'
import { startBrowser } from '../test/browser/engines.ts'
import { openPage } from '../test/browser/history-page.ts'
import { startOffer } from '../test/contribute/second-party.ts'
import { collectEpoch } from '../training/contribute/index.ts'
import { loadDataset } from '../training/data/index.ts'
import { createRandom } from '../training/random.ts'
import { parametersOf } from './contribute-messages.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    data: { type: 'string', default: '../shared/data/beauty' },
    browser: { type: 'boolean', default: false },
  },
})

const key = newEpochKey()
const sealKeys = await newSealKeys()
const parameters = parametersOf(key, sealKeys, { threshold: 10, pairs: 10 })

/** CPU of this process while `work` runs, in ms. */
async function cpu<T>(work: () => T | Promise<T>): Promise<[ms: number, result: T]> {
  const before = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(before)
  return [(user + system) / 1000, result]
}

const print = (what: string, value: string) => console.log(`${what.padEnd(52)} ${value}`)
const ms = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`

if (values.browser) await inBrowser()
else {
  await device()
  await edge()
  await collecting(Number(values.messages))
  await guessing()
}

async function device(): Promise<void> {
  const pairs: Pair[] = Array.from({ length: 10 }, (_, n) => {
    return { i: `item ${n}`, j: `item ${n + 1}`, clusterOfI: n, clusterOfJ: n + 1 }
  })
  const secret = crypto.getRandomValues(new Uint8Array(32))
  const runs: { own: number; server: number; bytes: number }[] = []
  for (let run = 0; run < 6; run++) {
    const [filling, blinded] = await cpu(async () =>
      (await fillSlots(parameters, pairs, secret)).map(blindInput),
    )
    const elements = blinded.map((each) => each.blinded)
    const [server, answer] = await cpu(() => evaluate(key, elements))
    const [finishing, sealed] = await cpu(async () => {
      const outputs = finalize(blinded, answer.evaluated, answer.proof, key.public)
      const messages = await Promise.all(
        outputs.map((output, n) => makeMessage(blinded[n].input, output, 10, secret)),
      )
      return sealMessages(sealKeys.public, parameters, messages)
    })
    const bytes = joinRecords(elements).length + joinRecords(sealed).length
    runs.push({ own: filling + finishing, server, bytes })
  }
  const middle = (of: 'own' | 'server') => runs.map((run) => run[of]).sort((a, b) => a - b)[3]
  print('a device, 30 tokens: CPU', ms(middle('own')))
  print('a device, 30 tokens: bytes sent', String(runs[0].bytes))
  print('randomness server, a device: CPU', ms(middle('server')))
}

/** What the edge does for a message: it verifies the part that the message is in. */
async function edge(): Promise<void> {
  const count = 17_000
  const body = new Uint8Array(count * SEALED_BYTES)
  const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const jwk = (await crypto.subtle.exportKey('jwk', signer.privateKey)) as PrivateKey
  const signature = (await signBytes('part', body, jwk)) as Uint8Array<ArrayBuffer>
  const [time] = await cpu(() => verifyBytes('part', body, signature, `ed25519:${jwk.x}`))
  print('edge, a message: CPU', ms(time / count))
}

/** 30 tokens in the SDK's own Worker. The server's time is taken away. */
async function inBrowser(): Promise<void> {
  const { site, second } = await startOffer()
  second.terms = { ...second.terms, pairs: 10 }
  const browser = await startBrowser('chromium')
  const visitor = await browser.visitor()
  const page = await openPage(visitor, site, {
    consent: 'granted',
    contribute: { url: second.url, key: second.key },
  })
  const key = second.key
  const ask = { url: second.url, key, catalogue: 'default', clusters: second.terms.clusters }
  const runs: number[] = []
  for (let run = 0; run < 5; run++) {
    second.busy = 0
    const wall = await page.run(async ({ url, key, catalogue, clusters }) => {
      const worker = new Worker('/sdk/tacit-giver.js', { type: 'module' })
      const call = (call: string, ...args: unknown[]) =>
        new Promise<never>((done, failed) => {
          worker.onmessage = ({ data: { value, problem } }) =>
            problem ? failed(new Error(problem.message)) : done(value as never)
          worker.postMessage({ id: 0, call, args })
        })
      const second = { url, key }
      const { parameters } = await call('parameters', second, { catalogue, clusters }, null)
      const secret = crypto.getRandomValues(new Uint8Array(32))
      const pairs = Array.from({ length: 10 }, (_, n) => {
        return {
          i: `item-${n}`,
          j: `item-${n + 1}`,
          clusterOfI: n,
          clusterOfJ: n + 1,
          titles: ['', ''],
        }
      })
      const began = performance.now()
      await call('choose', pairs, secret, parameters)
      const body = await call('seal', second, parameters, pairs, secret, null)
      await call('send', second, parameters, body)
      worker.terminate()
      return performance.now() - began
    }, ask)
    runs.push(wall - second.busy)
  }
  const middle = runs.sort((a, b) => a - b)[2]
  print('a device in Chromium, 30 tokens: its Worker', `${ms(middle)}, at 4x ${ms(4 * middle)}`)
  await page.throttle!(4)
  const longest = await page.run(async () => {
    let longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
    }).observe({ type: 'longtask', buffered: false })
    for (let n = 1; n < 12; n++) window.tacit.track('view', `item-${n}`)
    await window.tacit.consent.set('granted', 'contribute')
    while (!(await window.tacit.contribution.preview()).isGivenThisEpoch)
      await new Promise((passed) => setTimeout(passed, 500))
    return longest
  })
  print('its page at 4x throttle: longest task', ms(longest))
  print('bytes sent', String(second.bodies.at(-1)!.length + 30 * 32))
  await browser.close()
  await Promise.all([site.close(), second.close()])
}

/** Messages of tokens drawn by a power law, as many as asked for. */
async function collecting(count: number): Promise<void> {
  const { uniform } = createRandom(1)
  const root = mkdtempSync(join(tmpdir(), 'tacit-bench-'))
  mkdirSync(join(root, '1'))
  const outputs = new Map<number, Uint8Array>()
  const context = contextOf(parameters)
  const parts = Math.ceil(count / 17_000)
  for (let part = 0; part < parts; part++) {
    const sealed: Uint8Array[] = []
    for (let n = part * 17_000; n < Math.min(count, (part + 1) * 17_000); n++) {
      const token = Math.floor(2 ** (uniform() * Math.log2(count / 4)))
      const x = encodeToken(context, { layer: 'item-item', i: String(token), j: 'x' })
      // The hash stands for the PRF: `collect` cannot tell, and evaluating takes 13 ms.
      const output = outputs.get(token) ?? (await hashed(x))
      outputs.set(token, output)
      const device = crypto.getRandomValues(new Uint8Array(32))
      const message = await makeMessage(x, output, 10, device)
      sealed.push(...(await sealMessages(sealKeys.public, parameters, [message])))
    }
    writeFileSync(join(root, '1', String(part)), joinRecords(sealed))
  }
  const record = { parameters, evaluated: count, held: count, refused: 0, parts }
  writeFileSync(join(root, '1', 'record'), JSON.stringify(record))
  const start = performance.now()
  const [time, result] = await cpu(() => collectEpoch(root, 1, join(root, 'out'), sealKeys))
  const wall = (performance.now() - start) / 1000
  const { opened, unread } = result
  print(`collect, ${count} messages: CPU`, `${(time / 1000).toFixed(1)} s (${wall.toFixed(1)} s)`)
  print('  opened tokens, unread messages', `${opened['item-item']}, ${unread.messages}`)
  print('  max memory', `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
  print('  counts', `${statSync(join(root, 'out', 'pairs', 'epoch-1.parquet')).size} bytes`)
  rmSync(root, { recursive: true })
}

async function hashed(x: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-512', x as Uint8Array<ArrayBuffer>))
}

/** Who has `addresses` networks evaluates the pairs of the most popular items for a week. */
async function guessing(): Promise<void> {
  const { user, item, items } = await loadDataset(values.data)
  const histories = new Map<number, number[]>()
  user.forEach((who, n) => {
    histories.set(who, [...(histories.get(who) ?? []), item[n]])
  })
  const users = new Float64Array(items.length)
  for (const history of histories.values()) for (const i of new Set(history)) users[i]++
  const given = new Map<number, number>()
  const random = createRandom(2)
  for (const history of histories.values()) {
    const pairs = new Set<number>()
    history.forEach((i, at) => {
      for (const j of history.slice(at + 1, at + 6)) if (i !== j) pairs.add(i * items.length + j)
    })
    const chosen = random.shuffle([...pairs]).slice(0, 10)
    for (const pair of chosen) given.set(pair, (given.get(pair) ?? 0) + 1)
  }
  const unread = [...given].filter(([, count]) => count < 10)
  const messages = unread.reduce((sum, [, count]) => sum + count, 0)
  const product = (pair: number) =>
    users[Math.floor(pair / items.length)] * users[pair % items.length]
  const sorted = users.slice().sort()
  for (const addresses of [1, 100, 1000, 10_000]) {
    const guesses = addresses * 60 * 7
    const least = leastProduct(sorted, guesses)
    const hit = unread.reduce((sum, [pair, count]) => sum + (product(pair) >= least ? count : 0), 0)
    const all = guesses / (items.length * (items.length - 1))
    print(
      `${addresses} networks, a week: pairs, unread messages`,
      `${(100 * all).toPrecision(2)} %, ${((100 * hit) / messages).toPrecision(2)} %`,
    )
  }
}

/** The product of popularities that `count` ordered pairs reach. @param sorted ascending */
function leastProduct(sorted: Float64Array, count: number): number {
  const reached = (least: number) => {
    let [sum, j] = [0, 0]
    for (let i = sorted.length - 1; i >= 0; i--) {
      while (j < sorted.length && sorted[i] * sorted[j] < least) j++
      sum += sorted.length - j
    }
    return sum
  }
  let [low, high] = [0, sorted[sorted.length - 1] ** 2]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (reached(middle) > count) low = middle
    else high = middle
  }
  return high
}
