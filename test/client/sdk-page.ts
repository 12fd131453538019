import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { createRecommender, Recommender } from '../../client/index.ts'
import type { Tab, TestBrowser, Visitor } from '../browser/driver.ts'
import { type FaultyEdge, startFaultyEdge } from '../browser/faulty-edge.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'
import type { BuiltPack } from '../pack/random-pack.ts'

declare global {
  interface Window {
    tacit: Recommender
    createRecommender: typeof createRecommender
    /** Errors that nobody caught. */
    errors: string[]
    /** Workers that were not ended, after `watchWorkers`. */
    /** What the recommender told as `error`. */
    problems: string[]
    workers: number
  }
}

/** A page script that gives the SDK of a folder to tests. @param folder such as `/sdk/` */
export const pageScript = (folder: string) => `import { createRecommender } from '${folder}tacit.js'
window.errors = []
addEventListener('error', ({ message }) => window.errors.push(message))
addEventListener('unhandledrejection', ({ reason }) => window.errors.push(String(reason)))
window.createRecommender = createRecommender`

/**
 * A page of a site whose edge fails by command. Each test has a site and an edge of its own, and so
 * storage and caches that nothing is in.
 */
export interface SdkPage {
  readonly site: Site
  readonly edge: FaultyEdge
  readonly tab: Tab
  /** Opens the page. */
  arrive(): Promise<void>
  /** Opens the page with a recommender; does not wait for its pack. @param prepare runs before */
  open(options?: object, prepare?: () => void): Promise<void>
  /** Opens another tab of the same person, in the place of this one or, if it stays, beside it. */
  renew(stays?: boolean): Promise<void>
  /** A list's fields, and the number of its items. */
  recommend(options?: object): Promise<Record<string, unknown>>
  /** Tracks a view of an item of the pack, by its row. */
  track(item: number): Promise<void>
  /** Where ranking runs. */
  place(): Promise<string>
  errors(): Promise<string[]>
}

/** Registers the hooks of a suite in one engine. */
export function sdkPage(browser: () => TestBrowser, pack: () => BuiltPack): SdkPage {
  let visitor: Visitor
  let site: Site
  let edge: FaultyEdge
  let tab: Tab
  let left: Tab[] = []

  beforeAll(async () => {
    buildSdk()
    visitor = await browser().visitor()
  })
  afterAll(() => visitor?.close())
  beforeEach(async () => {
    site = await startSite(null)
    site.script = pageScript('/sdk/')
    edge = await startFaultyEdge(pack())
    tab = await visitor.tab()
  })
  afterEach(async () => {
    for (const one of [...left, tab]) await one?.close()
    left = []
    await site?.close()
    edge?.close()
  })

  async function arrive(): Promise<void> {
    await tab.goto(site.url)
    await expect.poll(() => tab.run(() => 'createRecommender' in window)).toBe(true)
  }

  return {
    get site() {
      return site
    },
    get edge() {
      return edge
    },
    get tab() {
      return tab
    },
    arrive,
    async open(options = {}, prepare) {
      await arrive()
      if (prepare) await tab.run(prepare)
      await tab.run(
        (options) => {
          window.tacit = window.createRecommender(options)
          window.problems = []
          window.tacit.on('error', ({ message }) => window.problems.push(message))
        },
        {
          edge: edge.url,
          consent: 'granted',
          engine: 'instant',
          timeout: 500,
          ...options,
        } as never,
      )
    },
    async renew(stays = false) {
      if (stays) left.push(tab)
      else await tab.close()
      tab = await visitor.tab()
    },
    recommend: (options = {}) =>
      tab.run(async (options) => {
        const { items, next: _, ...rest } = await window.tacit.recommend(options)
        return { ...rest, count: items.length } as Record<string, unknown>
      }, options),
    track: (item) =>
      tab.run((id) => window.tacit.track('view', id), pack().loaded.catalogue.ids[item]),
    place: () => tab.run(async () => (await window.tacit.report()).place),
    errors: () => tab.run(() => window.errors),
  }
}

/** Counts Workers that live, on the page. */
export function watchWorkers(): void {
  const Real = Worker
  window.workers = 0
  window.Worker = class extends Real {
    #ended = false
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      window.workers++
    }
    override terminate(): void {
      if (!this.#ended) window.workers--
      this.#ended = true
      super.terminate()
    }
  }
}
