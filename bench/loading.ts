/**
 * What a page feels of the SDK in headless Chromium. Prints three tables: local visits (cold, then
 * warm in the same browser) by number of items; first visits on a line of 1.6 Mbit/s with 150 ms; and
 * the bytes of a first and a second visit by file. All times are medians, in milliseconds from
 * `createRecommender`. Takes less than ten minutes.
 *
 *   node bench/loading.ts [--items 2000 --items 12000 --items 100000] [--runs 30]
 */
import { parseArgs } from 'node:util'
import { buildPack } from '@tacit-rec/pack'
import type { Browser, BrowserContext } from 'playwright-core'
import type { createRecommender } from '../client/index.ts'
import { launchChromium } from '../test/browser/chromium.ts'
import { buildSdk } from '../test/browser/site.ts'
import { type BuiltPack, randomContents, seeded } from '../test/pack/random-pack.ts'
import { type Host, startHost } from './loading-host.ts'
import { median, printTable } from './trials.ts'

declare global {
  interface Window {
    createRecommender: typeof createRecommender
  }
  interface Performance {
    measureUserAgentSpecificMemory(): Promise<{ bytes: number }>
  }
}

const { values } = parseArgs({
  options: {
    items: { type: 'string', multiple: true, default: ['2000', '12000', '100000'] },
    runs: { type: 'string', default: '30' },
  },
})
const RUNS = Number(values.runs)
/** Items of the pack on a slow line. */
const SLOW_ITEMS = 12_000
const SLOW = { latency: 150, bytesPerSecond: 200_000 }
/** Slow visits at the same time, each on a line of its own: they wait far more than they work. */
const LINES = 3

interface Visit {
  /** Milliseconds from the start of the navigation to the first shelf. */
  shown: number
  first: number
  personal: number
  whole: number
  one: number
  equal: number
  different: number
  /** Longest task on the page while it loads and ranks; then, of the bursts. */
  task: number
  burst: number
  /** MB of page and Workers. */
  memory: number
}

const LOCAL: [string, keyof Visit][] = [
  ['first shelf', 'first'],
  ['personal shelf', 'personal'],
  ['all of the pack', 'whole'],
  ['recommend()', 'one'],
  ['1,000 equal at once', 'equal'],
  ['1,000 different', 'different'],
  ['longest task', 'task'],
  ['longest task of the 1,000', 'burst'],
  ['memory, MB', 'memory'],
]

buildSdk()
const browser = await launchChromium(['--enable-blink-features=ForceEagerMeasureMemory'])
await local(browser)
await slow(browser)
await browser.close()

async function local(browser: Browser): Promise<void> {
  const rows: string[][] = []
  const bytes: string[][] = []
  for (const size of values.items) {
    const host = await startHost(await packOf(Number(size)), null)
    const visits = { cold: [] as Visit[], warm: [] as Visit[] }
    for (let run = 0; run < RUNS; run++) {
      const context = await browser.newContext()
      const sent: ReadonlyMap<string, number>[] = []
      for (const kind of ['cold', 'warm'] as const) {
        host.sent.clear()
        visits[kind].push(await visit(context, host, true))
        sent.push(new Map(host.sent))
      }
      if (run === 0) bytes.push(...bytesOf(size, sent[0], sent[1]))
      await context.close()
    }
    for (const [kind, all] of Object.entries(visits))
      rows.push([size, kind, ...LOCAL.map(([, key]) => middle(all, key))])
    await host.close()
  }
  printTable(['items', 'visit', ...LOCAL.map(([title]) => title)], rows)
  console.log()
  printTable(['items', 'file', 'first visit, bytes', 'second visit, bytes'], bytes)
}

async function slow(browser: Browser): Promise<void> {
  const pack = await packOf(SLOW_ITEMS)
  const all: Visit[] = []
  async function lane(): Promise<void> {
    const host = await startHost(pack, SLOW)
    while (all.length < RUNS) {
      const context = await browser.newContext()
      all.push(await visit(context, host, false))
      await context.close()
    }
    await host.close()
  }
  await Promise.all(Array.from({ length: LINES }, lane))
  const cell = (key: keyof Visit) => middle(all.slice(0, RUNS), key)
  console.log('\nFirst visits at 1.6 Mbit/s, 150 ms:\n')
  printTable(
    ['items', 'first shelf', 'since the navigation', 'personal shelf', 'all of the pack'],
    [[String(SLOW_ITEMS), cell('first'), cell('shown'), cell('personal'), cell('whole')]],
  )
}

/** @param isFull whether to measure calls, too */
async function visit(context: BrowserContext, host: Host, isFull: boolean): Promise<Visit> {
  const page = await context.newPage()
  await page.goto(host.url)
  await page.waitForFunction(() => 'createRecommender' in window, undefined, { polling: 5 })
  const measured = await page.evaluate(async (isFull) => {
    let longest = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration)
    }).observe({ type: 'longtask' })
    /** Entries come after their task. */
    const longestSince = async () => {
      await new Promise((go) => setTimeout(go, 50))
      const found = longest
      longest = 0
      return found
    }
    const began = performance.now()
    const since = () => performance.now() - began
    const options = { edge: location.origin, consent: 'granted', engine: 'instant' } as const
    const tacit = window.createRecommender({ ...options, timeout: 20_000 })
    await tacit.popular({ limit: 6 })
    const shown = performance.now()
    const first = since()
    for (let n = 0; n < 5; n++) tacit.track('view', `item-${n * 37}`)
    await tacit.recommend({ limit: 6 })
    const personal = since()
    // Waits for the item tables, as a reason does.
    await tacit.explain('item-1')
    const whole = since()
    const times: number[] = []
    const visit = { shown, first, personal, whole }
    const rest = { one: 0, equal: 0, different: 0, task: 0, burst: 0, memory: 0 }
    if (!isFull) return { ...visit, ...rest }
    for (let n = 0; n < 21; n++) {
      tacit.track('view', `item-${n}`)
      const start = performance.now()
      await tacit.recommend({ limit: 12 })
      times.push(performance.now() - start)
    }
    const task = await longestSince()
    const allOf = async (limit: (n: number) => number) => {
      const start = performance.now()
      const calls = Array.from({ length: 1000 }, (_, n) => tacit.recommend({ limit: limit(n) }))
      await Promise.all(calls)
      return performance.now() - start
    }
    const equal = await allOf(() => 12)
    const different = await allOf((n) => 1 + (n % 50))
    const burst = await longestSince()
    const one = times.sort((a, b) => a - b)[times.length >> 1]
    const isKept = async () =>
      (await tacit.report()).stored.some((place) => place.includes('Cache API'))
    while (!(await isKept())) await new Promise((go) => setTimeout(go, 20))
    const { bytes } = await performance.measureUserAgentSpecificMemory()
    return { ...visit, one, equal, different, task, burst, memory: bytes / 1e6 }
  }, isFull)
  await page.close()
  return measured
}

/** Random tables, with facts as long as a shop's. */
async function packOf(items: number): Promise<Pick<BuiltPack, 'manifest' | 'files'>> {
  const contents = randomContents({ items, dim: 64, intents: 4, history: 50, perItem: 16 })
  const random = seeded(2)
  const word = () => Math.floor(random() * 46_656 ** 1.5).toString(36)
  const each = <T>(cell: (item: number) => T) => Array.from({ length: items }, (_, n) => cell(n))
  return buildPack({
    ...contents,
    catalogue: {
      ids: contents.catalogue.ids,
      title: each(() => `${word()} ${word()} ${word()}`),
      categories: each(() => [`Shelf > Row ${Math.floor(random() * 40)}`]),
      url: each((n) => `https://shop.example/products/item-${n}`),
      image: each((n) => `https://shop.example/images/item-${n}.webp`),
      price: each(() => Math.floor(random() * 20_000) / 100),
    },
  })
}

/** One row for each file, and their sum; the pack's files by role. */
function bytesOf(
  items: string,
  first: ReadonlyMap<string, number>,
  second: ReadonlyMap<string, number>,
): string[][] {
  const sums = new Map<string, [number, number]>()
  for (const [visit, sent] of [first, second].entries())
    for (const [path, bytes] of sent)
      for (const name of [nameOf(path), 'all']) {
        const sum = sums.get(name) ?? [0, 0]
        sum[visit] += bytes
        sums.set(name, sum)
      }
  const all = sums.get('all')!
  sums.delete('all')
  return [...sums, ['all', all] as const].map(([name, sum]) => [items, name, ...sum.map(String)])
}

/** `facts` for `/v1/c/default/files/facts.<hash>.json.gz`, `tacit-later.js` without its hash. */
function nameOf(path: string): string {
  if (path === '/') return 'the page'
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (path.includes('/files/')) return name.split('.')[0]
  return name.replace(/-[A-Z\d]{8}\.js$/, '.js')
}

function middle(visits: readonly Visit[], key: keyof Visit): string {
  return median(visits.map((visit) => visit[key])).toFixed(1)
}
