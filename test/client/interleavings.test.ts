import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Tab } from '../browser/driver.ts'
import { inEachBrowser, MORE_ENGINES } from '../browser/engines.ts'
import { openPage, SCRIPT } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'

/** Printed, so that a failure can be run again: SEED=… */
const SEED = Number(process.env.SEED ?? Date.now() % 1e6)
/** Of each engine; `npm run test:browsers` asks for 3,400. */
const RUNS = Number(process.env.INTERLEAVINGS ?? 30)

let site: Site
beforeAll(async () => {
  buildSdk()
  site = await startSite(null)
  site.script = SCRIPT
})
afterAll(() => site.close())

/** In half of the runs tabs hear of each other up to 30 ms late, as they do in a busy browser. */
function delay(): void {
  const post = BroadcastChannel.prototype.postMessage
  BroadcastChannel.prototype.postMessage = function (message) {
    const run = Number(this.name.split('-')[2])
    if (run % 2) post.call(this, message)
    else setTimeout(() => post.call(this, message), run % 31)
  }
}

/**
 * Runs random calls on 1–10 instances of one page, over one database, and says what is stored though
 * a no came after it, and what is lost though a yes came and no no.
 */
async function play(seed: number, first: number, runs: number): Promise<string[]> {
  const pause = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds))
  const wrong: string[] = []
  // Nothing is ranked here, and to start a Worker for each instance takes most of the time.
  Reflect.deleteProperty(window, 'Worker')

  async function once(run: number): Promise<void> {
    let state = (seed * 7919 + run * 104_729) >>> 0
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    // No name is the start of another one.
    const store = `run-${seed}-${run}-`
    const all = Array.from({ length: 1 + random(10) }, () => window.make({ store }))
    await Promise.all(all.map(({ consent }) => consent.ready))
    const log: string[] = []
    let answer: 'pending' | 'granted' | 'denied' = 'pending'
    let isHeard = true
    /** Events after the last no; those that every instance must have kept. */
    let open: string[] = []
    let due: string[] = []
    const gone: string[] = []

    async function settle(): Promise<void> {
      for (let tries = 0; tries < 1000; tries++) {
        if (all.every(({ consent }) => consent.status === answer)) break
        await pause(10)
      }
      if (!all.every(({ consent }) => consent.status === answer))
        wrong.push(
          `run ${run}: instances disagree with ${answer}: ` +
            `${all.map(({ consent }) => consent.status).join(' ')} (${log.join(' ')}): ` +
            JSON.stringify(await window.stored()).slice(0, 300),
        )
      isHeard = true
    }

    for (let step = 0; step < 14; step++) {
      const who = random(all.length)
      const tacit = all[who]
      const item = `${store}-item-${step}.`
      const call = random(14)
      log.push(`${who}:${call}`)
      if (call < 9) {
        if (!isHeard && random(2)) await settle()
        if (call < 6) tacit.track('view', item)
        else if (call === 6) void tacit.intents.mute(item)
        else void tacit.history.import([{ kind: 'purchase', item, at: Date.now() - 1000 }])
        open.push(item)
        if (isHeard && answer !== 'denied') due.push(item)
      } else if (call < 11) {
        void tacit.consent.set('granted')
        isHeard &&= answer === 'granted'
        answer = 'granted'
      } else {
        if (call < 13) void tacit.forget()
        else void tacit.consent.set('denied')
        if (call === 13) answer = 'denied'
        else if (answer === 'granted') answer = 'pending'
        isHeard = false
        gone.push(...open)
        open = []
        due = []
      }
      if (random(2)) await pause(random(8))
      // What is called in the same millisecond as a no may count as before it.
      if (call >= 11) await pause(2)
      // Answers of two tabs in one moment have no order; those of a person have.
      if (call >= 9) await settle()
    }
    await settle()
    await Promise.all(all.map(({ history }) => history.list()))
    await pause(30)
    let text = JSON.stringify(await window.stored())
    // Other tests use the machine at the same time.
    const isKept = () => answer !== 'granted' || due.every((item) => text.includes(item))
    for (let tries = 0; tries < 100 && !isKept(); tries++) {
      await pause(20)
      text = JSON.stringify(await window.stored())
    }
    const tell = (what: string, items: string[]) => {
      if (items.length) wrong.push(`run ${run}: ${what}: ${items.join(' ')} (${log.join(' ')})`)
    }
    tell(
      'stored after a no',
      gone.filter((item) => text.includes(item)),
    )
    if (answer !== 'granted')
      tell(
        'stored without a yes',
        open.filter((item) => text.includes(item)),
      )
    else
      tell(
        'lost after a yes',
        due.filter((item) => !text.includes(item)),
      )
    await Promise.all(all.map((tacit) => tacit.dispose()))
    for (const key of Object.keys(localStorage))
      if (key.includes(` ${store}`)) localStorage.removeItem(key)
    indexedDB.deleteDatabase(`tacit history ${store}`)
  }

  // Runs wait more than they work.
  let next = first
  const lane = async () => {
    while (next < first + runs) await once(next++)
  }
  await Promise.all(Array.from({ length: 4 }, lane))
  return wrong
}

inEachBrowser(
  '10,000 interleavings',
  (browser) => {
    it(`of track, import, consent and forget on 1–10 instances, seed ${SEED}, ${RUNS} runs`, async () => {
      const page = await openPage(await browser().visitor(), site, null)
      await page.run(delay)
      for (let first = 0; first < RUNS; first += 20) {
        const wrong = await page.run(play, SEED, first, Math.min(20, RUNS - first))
        expect({ seed: SEED, wrong }).toEqual({ seed: SEED, wrong: [] })
      }
    }, 3_600_000)

    it('of four tabs: after a no nothing is stored, after a yes nothing is lost', async () => {
      const visitor = await browser().visitor()
      const tabs: Tab[] = []
      for (let tab = 0; tab < 4; tab++)
        tabs.push(await openPage(visitor, site, { consent: 'granted' }))
      for (const [tab, page] of tabs.entries())
        await page.run((tab) => {
          // Paced by the server: timers of tabs that nobody sees run once a second.
          const play = async () => {
            for (let count = 1; count <= 40; count++) {
              window.tacit.track('view', `chaos-${tab}-${count}.`)
              if (count % 17 === 4 * tab) void window.tacit.forget()
              if (count % 13 === tab) void window.tacit.consent.set('granted')
              await fetch('/shell.js')
            }
            document.title = 'played'
          }
          void play()
        }, tab)
      await tabs[0].run(() => window.tacit.consent.set('denied'))
      for (const page of tabs)
        await expect.poll(() => page.run(() => document.title), { timeout: 20_000 }).toBe('played')
      await tabs[3].run(() => window.tacit.consent.set('denied'))
      const all = () => tabs[1].run(async () => JSON.stringify(await window.stored()))
      const statuses = () =>
        Promise.all(tabs.map((page) => page.run(() => window.tacit.consent.status)))
      await expect.poll(statuses, { timeout: 10_000 }).toEqual(Array(4).fill('denied'))
      expect(await all()).not.toMatch(/chaos/)
      await tabs[1].run(() => window.tacit.consent.set('granted'))
      await expect.poll(statuses, { timeout: 10_000 }).toEqual(Array(4).fill('granted'))
      for (const [tab, page] of tabs.entries())
        await page.run((tab) => {
          for (let n = 0; n < 5; n++) window.tacit.track('view', `kept-${tab}-${n}.`)
        }, tab)
      const kept = async () => new Set((await all()).match(/kept-\d-\d/g)).size
      await expect.poll(kept, { timeout: 10_000 }).toBe(20)
    })
  },
  MORE_ENGINES,
)
