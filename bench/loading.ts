/**
 * What a page feels of the SDK in headless Chromium, local and throttled to 1.6 Mbit/s with 150 ms:
 * medians of the time to a first shelf (cold, warm), to a personal one with facts, to all of the
 * pack; of one `recommend()`; of 1,000 at once, equal and different; the longest task on the page.
 *
 *   node bench/loading.ts [--items 2000 --items 12000 --items 100000] [--runs 30] [--throttled]
 */
import { parseArgs } from 'node:util'
import type { BrowserContext } from 'playwright-core'
import type { createRecommender } from '../client/index.ts'
import { launchChromium } from '../test/browser/chromium.ts'
import { buildSdk, startSite } from '../test/browser/site.ts'
import { randomPack } from '../test/pack/random-pack.ts'
import { printTable } from './trials.ts'

declare global {
  interface Window {
    createRecommender: typeof createRecommender
  }
}

const { values } = parseArgs({
  options: {
    items: { type: 'string', multiple: true, default: ['2000', '12000', '100000'] },
    runs: { type: 'string', default: '30' },
    throttled: { type: 'boolean', default: false },
  },
})
const RUNS = Number(values.runs)
interface Visit {
  first: number
  personal: number
  whole: number
  one: number
  equal: number
  different: number
  task: number
}

const COLUMNS: [string, keyof Visit][] = [
  ['first shelf', 'first'],
  ['personal shelf', 'personal'],
  ['all of the pack', 'whole'],
  ['recommend()', 'one'],
  ['1,000 equal at once', 'equal'],
  ['1,000 different', 'different'],
  ['longest task', 'task'],
]

buildSdk()
const site = await startSite(null)
// The site's server throttles, because DevTools would throttle the page but not its Worker.
if (values.throttled) site.throttle = { latency: 150, bytesPerSecond: 200_000 }
const browser = await launchChromium()
const rows: string[][] = []
for (const size of values.items) {
  const items = Number(size)
  site.pack = await randomPack({ items, dim: 64, intents: 4, history: 50, perItem: 16 })
  const cold: Visit[] = []
  const warm: Visit[] = []
  for (let run = 0; run < RUNS; run++) {
    const context = await browser.newContext()
    cold.push(await visit(context))
    warm.push(await visit(context))
    await context.close()
  }
  for (const [name, visits] of [
    ['cold', cold],
    ['warm', warm],
  ] as const)
    rows.push([size, name, ...COLUMNS.map(([, key]) => median(visits.map((one) => one[key])))])
}
printTable(['items', 'visit', ...COLUMNS.map(([title]) => `${title}, ms`)], rows)
await browser.close()
await site.close()

async function visit(context: BrowserContext): Promise<Visit> {
  const page = await context.newPage()
  await page.goto(site.url)
  await page.waitForFunction(() => 'createRecommender' in window)
  const measured = await page.evaluate(async () => {
    let task = 0
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) task = Math.max(task, duration)
    }).observe({ type: 'longtask' })
    const began = performance.now()
    const since = () => performance.now() - began
    const options = { edge: location.origin, consent: 'granted', engine: 'instant' } as const
    const tacit = window.createRecommender({ ...options, timeout: 20_000 })
    await tacit.popular({ limit: 6 })
    const first = since()
    for (let n = 0; n < 5; n++) tacit.track('view', `item-${n * 37}`)
    await tacit.recommend({ limit: 6 })
    const personal = since()
    await tacit.catalogue()
    const whole = since()
    const times: number[] = []
    for (let n = 0; n < 21; n++) {
      tacit.track('view', `item-${n}`)
      const start = performance.now()
      await tacit.recommend({ limit: 12 })
      times.push(performance.now() - start)
    }
    const burst = async (limit: (n: number) => number) => {
      const start = performance.now()
      const calls = Array.from({ length: 1000 }, (_, n) => tacit.recommend({ limit: limit(n) }))
      await Promise.all(calls)
      return performance.now() - start
    }
    const equal = await burst(() => 12)
    const different = await burst((n) => 1 + (n % 50))
    const one = times.sort((a, b) => a - b)[times.length >> 1]
    while (!(await tacit.report()).stored[1]?.includes('Cache API'))
      await new Promise((go) => setTimeout(go, 20))
    return { first, personal, whole, one, equal, different, task }
  })
  await page.close()
  return measured
}

function median(numbers: number[]): string {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1].toFixed(1)
}
