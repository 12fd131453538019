import { generateKeyPairSync } from 'node:crypto'
import { formatPublicKey, fromBase64, type PrivateKey, signEnvelope } from '@tacit-rec/pack'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RecommenderOptions } from '../../client/index.ts'
import type { Visitor } from '../browser/driver.ts'
import { inEachBrowser, MORE_ENGINES } from '../browser/engines.ts'
import { buildSdk, type Seen, type Site, startSite } from '../browser/site.ts'
import type { BuiltPack } from '../pack/random-pack.ts'
import { workingPack } from '../pack/working-pack.ts'
import { spyScript } from './spy.ts'
import { arrive, live, PAGE, type Person } from './visit.ts'

const key = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateKey
const arms = [{ name: 'one' }, { name: 'other', options: { diversity: 0.5 } }]

/** Every mode in which the requests say nothing about the person. `hydrate` claims no such thing. */
const MODES: Record<string, Partial<RecommenderOptions> & { elements?: true }> = {
  'as it comes': { consent: 'granted' },
  'with ONNX Runtime': { consent: 'granted', engine: 'ort', webgpu: 'off' },
  'with elements': { consent: 'granted', engine: 'instant', elements: true },
  'in memory only': { consent: 'granted', engine: 'instant', cache: 'session' },
  'without an answer': { consent: 'pending', engine: 'instant' },
  'after a no': { consent: 'denied', engine: 'instant' },
  'with a pinned key': { consent: 'granted', keys: [formatPublicKey(fromBase64(key.x))] },
  'with experiments': {
    ...{
      consent: 'granted',
      engine: 'instant',
      experiments: [{ name: 'test', holdout: 0.3, arms }],
    },
  },
  'where contributing is offered': {
    ...{ consent: 'granted', engine: 'instant' },
    contribute: { url: 'https://second.invalid', key: formatPublicKey(fromBase64(key.x)) },
  },
  'for one of several users': { consent: 'granted', engine: 'instant', user: 'ann', locale: 'de' },
}
/** `npm run test:privacy` tries all of them, `npm test` one. */
const TRIED = process.env.BROWSERS ? Object.keys(MODES) : ['with elements']

const PEOPLE: Person[] = [
  {
    items: ['item-1', 'item-2', 'item-3', 'item-4', 'item-9'],
    queries: ['titel 4', 'row'],
    muted: 'p1',
    list: 'home',
  },
  { items: ['item-33', 'item-20'], queries: ['something else'], muted: 'p4', list: 'basket' },
  { items: [], queries: [], muted: null, list: 'home' },
]

let site: Site
let pack: BuiltPack
beforeAll(async () => {
  buildSdk()
  pack = await workingPack({ seed: 11 })
  site = await startSite(pack)
  site.script = PAGE
  site.spy = spyScript('/v1/')
  site.envelope = await signEnvelope(new TextEncoder().encode(JSON.stringify(pack.manifest)), [key])
})
afterAll(() => site.close())

interface Listened {
  /** By script and address: requests that a browser sends at the same time race to the server. */
  wire: Seen[]
  /** The calls of `fetch` to the edge, in their order, of the page and of the Worker. */
  asked: string[]
}

/** The script or page that made a request. Those to the edge name none. */
const initiator = ({ headers }: Seen) => /Referer\n(.*)/i.exec(headers)?.[1] ?? ''

/** All requests of one person: two pages, a click, `forget()`. */
async function listen(visitor: Visitor, mode: string, person: Person): Promise<Listened> {
  const asked: string[] = []
  const { elements, ...options } = MODES[mode]
  site.seen = []
  const page = await visitor.tab()
  for (let visit = 0; visit < 2; visit++) {
    await arrive(page, site, options)
    if (elements)
      await page.run(async () => {
        await window.show()
        const isShown = () => document.querySelector('tacit-shelf')?.dataset.state === 'ready'
        for (let tries = 0; tries < 400 && !isShown(); tries++)
          await new Promise((passed) => setTimeout(passed, 10))
      })
    await live(page, person)
    // What starts behind the answers: the rest of the pack, parts of the SDK, a look at a GPU.
    await page.run(() => new Promise((passed) => setTimeout(passed, 400)))
    const heard = await page.run(() => window.overheard)
    for (const scope of ['fetch', 'worker: fetch'])
      for (const { channel, text } of heard) if (channel === scope) asked.push(`${scope} ${text}`)
  }
  await page.run(() => window.tacit.forget())
  await page.click('a')
  await expect.poll(() => page.run(() => location.pathname)).toBe('/shell.js')
  const order = (one: Seen) => `${initiator(one)} ${one.url}`
  const wire = site.seen
    .filter(({ url }) => url !== '/favicon.ico')
    .toSorted((a, b) => order(a).localeCompare(order(b)))
  return { wire, asked }
}

inEachBrowser(
  'twins',
  (browser) => {
    it.each(TRIED)('send the same bytes, whatever they did: %s', async (mode) => {
      const all: Listened[] = []
      for (const person of PEOPLE) {
        const visitor = await browser().visitor()
        all.push(await listen(visitor, mode, person))
        await visitor.close()
      }
      const [first, second, nobody] = all
      expect(second).toEqual(first)
      expect(nobody).toEqual(first)
      const { wire: one, asked } = first
      expect(one.length).toBeGreaterThan(10)
      expect(asked.length).toBeGreaterThan(10)
      expect(one.filter(({ body, method }) => body !== '' || method !== 'GET')).toEqual([])
      expect(one.filter(({ headers }) => /^cookie$/im.test(headers))).toEqual([])
      const toEdge = one.filter(({ url }) => url.startsWith('/v1/'))
      expect(toEdge.length).toBeGreaterThan(5)
      expect(toEdge.filter((request) => initiator(request) !== '')).toEqual([])
    }, 240_000)
  },
  MORE_ENGINES,
)
