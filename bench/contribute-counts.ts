/**
 * Whether `collect` counts what plain counting with the threshold counts, to the last token, and what that
 * takes. Devices have pairs of real histories, drawn with replacement.
 *
 *   node bench/contribute-counts.ts [--devices 100000] [--pairs 1]
 *   node bench/contribute-counts.ts --http 2000 [--pairs 1] [--epoch-seconds 400]
 *
 * The first evaluates the PRF with the server's key, unblinded, and makes, opens and compares 3m messages a
 * device. With `--messages FOLDER` it keeps them there; a FOLDER that has some is only collected, as it was made.
 * The second sends everything over HTTP through both real Workers. More options: `--threshold 10`,
 * `--data ../shared/data/beauty`, `--items 1000` (the most sold), `--threads`. Seed 1. It fails if a count differs.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { calls } from '../client/contribute/giver.ts'
import {
  contextOf,
  decodeToken,
  evaluateInput,
  fillSlots,
  joinRecords,
  newEpochKey,
  newSealKeys,
  type Pair,
  type SealKeys,
} from '../contribute/index.ts'
import { fromBase64, toBase64Url } from '../pack/index.ts'
import { startAddresses, startWorker, WORKERS } from '../test/contribute/workers.ts'
import { loadDataset, rowsOf, withDuckDB } from '../training/data/index.ts'
import { createRandom } from '../training/random.ts'
import { collectAlone } from './contribute-collect.ts'
import { parametersOf, quickMaker } from './contribute-messages.ts'

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '100000' },
    http: { type: 'string' },
    pairs: { type: 'string', default: '1' },
    threshold: { type: 'string', default: '10' },
    data: { type: 'string', default: '../shared/data/beauty' },
    items: { type: 'string', default: '1000' },
    threads: { type: 'string' },
    messages: { type: 'string' },
    'epoch-seconds': { type: 'string', default: '400' },
  },
})

/** Pairs are at most this many events apart. */
const MAX_GAP = 5
/** Items per cluster. Which ones they are makes no difference here. */
const PER_CLUSTER = 24
/** Messages of a part, as the randomness server releases them. */
const PER_PART = 17_000

const threads = values.threads ? Number(values.threads) : undefined
const pairs = Number(values.pairs)
const threshold = Number(values.threshold)
const home = mkdtempSync(join(tmpdir(), 'tacit-counts-'))
const { below, shuffle } = createRandom(1)
const histories = await pairsOfHistories()
const messages = values.messages ?? home
const kept = join(messages, 'made.json')
const made: Made | null = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : null
const sealKeys = made ? keysOf(made) : await newSealKeys()
const clusters = toBase64Url(new Uint8Array(32))
/** Devices that gave a token, by {@link nameOf}. */
const plain = new Map<string, number>(made?.plain)

if (values.http) await overHttp(Number(values.http))
else await compare(messages, 1, made?.held ?? (await unblinded(Number(values.devices))))
rmSync(home, { recursive: true })

/** What `--messages` keeps beside the messages. */
interface Made {
  /** Number of messages. */
  held: number
  /** Devices by token. */
  plain: [string, number][]
  /** Bytes, base64url. */
  sealKeys: Record<keyof SealKeys, string>
}

/** Makes the messages of epoch 1. @returns how many */
async function unblinded(devices: number): Promise<number> {
  const key = newEpochKey()
  const parameters = parametersOf(key, sealKeys, { threshold, pairs })
  const context = contextOf(parameters)
  const outputs = new Map<string, Uint8Array>()
  const make = quickMaker(sealKeys, parameters, threshold)
  const folder = join(messages, '1')
  mkdirSync(folder, { recursive: true })
  const began = process.cpuUsage()
  let [held, parts] = [0, 0]
  let part: Uint8Array[] = []
  const write = () => {
    writeFileSync(join(folder, String(parts++)), joinRecords(part))
    part = []
  }
  for (let device = 0; device < devices; device++) {
    const secret = crypto.getRandomValues(new Uint8Array(32))
    for (const x of await fillSlots(parameters, drawn(), secret)) {
      const token = decodeToken(context, x)
      // What fills an empty slot never comes again, so that random bytes stand for its output.
      let output: Uint8Array = crypto.getRandomValues(new Uint8Array(64))
      if (token) {
        const name = nameOf(token)
        output = outputs.get(name) ?? evaluateInput(key, x)
        outputs.set(name, output)
        plain.set(name, (plain.get(name) ?? 0) + 1)
      }
      part.push(await make(x, output, secret))
      held++
      if (part.length === PER_PART) write()
    }
  }
  if (part.length > 0) write()
  const record = { parameters, evaluated: held, held, refused: 0, parts }
  writeFileSync(join(folder, 'record'), JSON.stringify(record))
  const { user, system } = process.cpuUsage(began)
  console.log(`made ${held} messages of ${devices} devices: ${seconds(user + system)} CPU`)
  if (values.messages) {
    const [own, secret] = [sealKeys.public, sealKeys.private].map((bytes) => toBase64Url(bytes))
    const made: Made = { held, plain: [...plain], sealKeys: { public: own, private: secret } }
    writeFileSync(kept, JSON.stringify(made))
  }
  return held
}

function keysOf({ sealKeys }: Made): SealKeys {
  return { public: fromBase64(sealKeys.public), private: fromBase64(sealKeys.private) }
}

/** One device after another, each as its Worker in a browser does it. */
async function overHttp(devices: number): Promise<void> {
  const signer = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const jwk = await crypto.subtle.exportKey('jwk', signer.privateKey)
  const key = `ed25519:${jwk.x}`
  const token = 'bench'
  const tokens = { ADMIN_TOKEN: token, RANDOMNESS_KEY: key }
  const edge = await startWorker(WORKERS.edge, tokens, join(home, 'edge'))
  const length = 1000 * Number(values['epoch-seconds'])
  const terms = { threshold, sample: 1, pairs, clusters, seal: toBase64Url(sealKeys.public) }
  const randomness = await startWorker(
    WORKERS.randomness,
    {
      SIGNING_KEY: JSON.stringify(jwk),
      CATALOGUES: JSON.stringify({ shop: { edge: edge.url, ...terms, devices } }),
      EPOCH_SECONDS: values['epoch-seconds'],
    },
    join(home, 'randomness'),
  )
  const addresses = await startAddresses(() => randomness.url)
  const left = length - (Date.now() % length)
  console.log(`the epoch begins in ${Math.round(left / 1000)} s and takes ${length / 1000} s`)
  await wait(left + 50)
  const epoch = Math.floor(Date.now() / length)
  const began = { time: performance.now(), cpu: process.cpuUsage() }
  let given = 0
  for (let device = 0; device < devices; device++) {
    const second = { url: `${addresses.url}/${device}`, key }
    const secret = crypto.getRandomValues(new Uint8Array(32))
    const own = drawn()
    try {
      const expected = { catalogue: 'shop', clusters }
      const { parameters } = await calls.parameters(second, expected, null)
      if (parameters.epoch !== epoch) break
      const body = await calls.seal(second, parameters, own, secret, null)
      await calls.send(second, parameters, body)
    } catch (error) {
      console.log(`device ${device} was refused: ${(error as Error).message}`)
      continue
    }
    given++
    for (const name of new Set(own.flatMap(namesOf))) plain.set(name, (plain.get(name) ?? 0) + 1)
  }
  const { user, system } = process.cpuUsage(began.cpu)
  console.log(
    `${given} of ${devices} devices gave, over HTTP, in ${Math.round((performance.now() - began.time) / 1000)} s, ` +
      `${seconds(user + system)} CPU of the devices`,
  )
  const part = (name: string) =>
    fetch(`${edge.url}/v1/c/shop/releases/${epoch}/${name}`, {
      headers: { authorization: `Bearer ${token}` },
    })
  while ((await part('record')).status !== 200) await wait(1000)
  const folder = join(home, String(epoch))
  mkdirSync(folder)
  const { parts } = await (await part('record')).json()
  for (const name of ['record', ...Array.from({ length: parts }, (_, n) => String(n))])
    writeFileSync(join(folder, name), new Uint8Array(await (await part(name)).arrayBuffer()))
  for (const { stop } of [addresses, randomness, edge]) await stop()
  await compare(home, epoch, given * 3 * pairs)
}

/** Collects and compares. @throws if a count differs */
async function compare(from: string, epoch: number, held: number): Promise<void> {
  const out = join(home, 'counts')
  const { result, cpu, wall, memory } = collectAlone({ from, epoch, out, sealKeys, threads })
  console.log(`collect, ${held} messages: ${cpu} s CPU, ${wall} s, max ${memory} MB`)
  const rows = await withDuckDB((db) =>
    rowsOf(db, `SELECT layer, i, j, users FROM read_parquet('${out}/pairs/*.parquet')`),
  )
  const counted = new Map(rows.map(({ layer, i, j, users }) => [`${layer} ${i} ${j}`, users]))
  const expected = [...plain].filter(([, users]) => users >= threshold)
  const wrong = expected.filter(([name, users]) => counted.get(name) !== users)
  const { opened, unread, malformed, unreadable, foreign, held: review } = result
  console.log(JSON.stringify({ opened, unread, malformed, unreadable, foreign, held: review }))
  console.log(
    `tokens that at least ${threshold} devices gave: ${expected.length} by plain counting of ${plain.size}, ` +
      `${counted.size} by collect; ${wrong.length} differ`,
  )
  if (wrong.length > 0 || counted.size !== expected.length || result.messages !== held)
    throw new Error('collect counts otherwise than plain counting does')
}

/** The pairs that a device gives. */
function drawn(): Pair[] {
  const history = histories[below(histories.length)]
  return [...shuffle(Int32Array.from(history.keys())).subarray(0, pairs)]
    .map((n) => history[n])
    .map(([i, j]) => ({
      i: `item ${i}`,
      j: `item ${j}`,
      clusterOfI: Math.floor(i / PER_CLUSTER),
      clusterOfJ: Math.floor(j / PER_CLUSTER),
    }))
}

function namesOf({ i, j, clusterOfI, clusterOfJ }: Pair): string[] {
  return [
    nameOf({ layer: 'item-item', i, j }),
    nameOf({ layer: 'item-cluster', i, j: String(clusterOfJ) }),
    nameOf({ layer: 'cluster-item', i: String(clusterOfI), j }),
  ]
}

function nameOf({ layer, i, j }: { layer: string; i: string; j: string }): string {
  return `${layer} ${i} ${j}`
}

/** The distinct pairs of each history with the most sold items. Items are numbered by how often they sold. */
async function pairsOfHistories(): Promise<[number, number][][]> {
  const { user, item } = await loadDataset(values.data)
  const sold = new Map<number, number>()
  for (const i of item) sold.set(i, (sold.get(i) ?? 0) + 1)
  const order = [...sold].sort(([, a], [, b]) => b - a).slice(0, Number(values.items))
  const rank = new Map(order.map(([i], n) => [i, n]))
  const histories = new Map<number, number[]>()
  user.forEach((who, n) => {
    const known = rank.get(item[n])
    if (known === undefined) return
    histories.set(who, [...(histories.get(who) ?? []), known])
  })
  return [...histories.values()]
    .map((history) => {
      const pairs = new Map<string, [number, number]>()
      history.forEach((i, at) => {
        for (const j of history.slice(at + 1, at + 1 + MAX_GAP))
          if (i !== j) pairs.set(`${i} ${j}`, [i, j])
      })
      return [...pairs.values()]
    })
    .filter(({ length }) => length > 0)
}

function seconds(microseconds: number): string {
  return `${(microseconds / 1e6).toFixed(1)} s`
}
