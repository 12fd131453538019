import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { TestBrowser, Visitor } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { listed, openPage, SCRIPT, stored } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'

/** `npm run test:browsers` asks for 25. */
const TIMES = Number(process.env.NAVIGATIONS ?? 8)

let site: Site
beforeAll(async () => {
  buildSdk()
  site = await startSite(null)
  site.script = SCRIPT
})
afterAll(() => site.close())

const sleep = (milliseconds: number) => new Promise((passed) => setTimeout(passed, milliseconds))
const granted = { consent: 'granted' } as const

/** Registers the hooks of a suite whose tests have a visitor each. @returns whose turn it is */
function freshVisitor(browser: () => TestBrowser): () => Visitor {
  let visitor: Visitor
  beforeEach(async () => {
    visitor = await browser().visitor()
  })
  afterEach(() => visitor.close())
  return () => visitor
}

inEachBrowser('consent and history', (browser) => {
  const visitor = freshVisitor(browser)

  it('before a yes nothing is stored, not even an empty database', async () => {
    for (const consent of ['pending', 'denied', undefined, null, 'no thanks'] as never[]) {
      const page = await openPage(visitor(), site, { consent })
      await page.run(async () => {
        window.tacit.track('view', 'a')
        await window.tacit.forget()
        await window.tacit.history.clear()
      })
      expect(await page.run(() => indexedDB.databases())).toEqual([])
      expect(await stored(page)).toBe('{}')
      await page.close()
    }
  })

  it.each(['denied', 'forget'] as const)('%s right after an event leaves nothing', async (how) => {
    const page = await openPage(visitor(), site, granted)
    await page.run(async (how) => {
      window.tacit.track('view', 'canary-1')
      await new Promise((passed) => setTimeout(passed, 30))
      window.tacit.track('view', 'canary-2')
      await (how === 'forget' ? window.tacit.forget() : window.tacit.consent.set('denied'))
      await new Promise((passed) => setTimeout(passed, 100))
    }, how)
    expect(await listed(page)).toEqual([])
    const text = await stored(page)
    expect(text).not.toMatch(/canary|granted/)
    expect(text === '{}').toBe(how === 'forget')
  })

  it('a no in one tab holds in another that tracks, on later pages, and after Back', async () => {
    const one = await openPage(visitor(), site, granted)
    const two = await openPage(visitor(), site, granted)
    await one.run(() => {
      let count = 0
      const timer = setInterval(() => {
        window.tacit.track('view', `canary-${count++}`)
      }, 5)
      addEventListener('enough', () => clearInterval(timer))
    })
    await sleep(100)
    await two.run(() => window.tacit.consent.set('denied'))
    await sleep(400)
    expect(await stored(two)).not.toMatch(/canary|granted/)
    expect(await one.run(() => window.tacit.consent.status)).toBe('denied')
    await openPage(visitor(), site, granted, two)
    await two.run(() => window.tacit.track('view', 'canary'))
    await sleep(100)
    expect(await listed(two)).toEqual([])
    expect(await stored(two)).not.toMatch(/canary|granted/)
    // What comes after the yes would be kept.
    await one.run(() => void dispatchEvent(new Event('enough')))
    await two.run(() => window.tacit.consent.set('granted'))
    await two.run(() => window.tacit.track('view', 'later'))
    await expect.poll(() => listed(one)).toEqual(['later'])
  })

  it(`${TIMES} of ${TIMES} clicks that navigate are kept, also of pages that are left at once`, async () => {
    let page = await openPage(visitor(), site, granted)
    for (let n = 0; n < TIMES; n++) {
      await page.run((item) => {
        document.querySelector('a')!.onclick = () => window.tacit.track('click', item)
      }, `clicked-${n}`)
      await page.click('a')
      await expect.poll(() => page.run(() => location.pathname)).toBe('/shell.js')
      page = await openPage(visitor(), site, granted, page)
    }
    for (let n = 0; n < 5; n++) {
      await openPage(visitor(), site, null, page)
      await page.run((item) => {
        window.make({ consent: 'granted' }).track('view', item)
        location.href = '/shell.js'
      }, `left-${n}`)
      await expect.poll(() => page.run(() => location.pathname)).toBe('/shell.js')
    }
    await openPage(visitor(), site, {}, page)
    // A disk that took longer than the timeout is read later.
    const kept = async (kind: string) =>
      (await listed(page)).filter((item) => item.startsWith(kind)).length
    await expect.poll(() => kept('clicked'), { timeout: 20_000 }).toBe(TIMES)
    await expect.poll(() => kept('left'), { timeout: 20_000 }).toBe(5)
  }, 90_000)

  // In Chromium a page that is left while it makes the database can leave it so until its tab is closed.
  it('a database that answers nobody for a while: what all tabs saw is there once it does', async () => {
    const holder = await openPage(visitor(), site, null)
    await holder.run(async () => {
      const request = indexedDB.open(`tacit history ${location.origin}/v1/c/default`)
      const made = await new Promise<IDBTransaction>((resolve) => {
        request.onupgradeneeded = () => {
          const store = request.result.createObjectStore('held')
          const hold = () => {
            store.count().onsuccess = hold
          }
          hold()
          resolve(request.transaction!)
        }
      })
      Object.assign(window, { release: () => made.abort() })
    })
    const hurried = { ...granted, timeout: 300 }
    const one = await openPage(visitor(), site, hurried)
    const two = await openPage(visitor(), site, hurried)
    await one.run(() => window.tacit.track('view', 'a'))
    await two.run(() => window.tacit.track('view', 'b'))
    await openPage(visitor(), site, hurried, one)
    expect(await listed(one)).toEqual(['a'])
    await one.run(() => window.tacit.track('view', 'c'))
    await holder.run(() => (window as unknown as { release(): void }).release())
    for (const page of [one, two]) await expect.poll(() => listed(page)).toEqual(['a', 'b', 'c'])
  })

  it('a tab that opens while another is left keeps what that one could not store', async () => {
    const page = () => openPage(visitor(), site, null)
    const [one, two] = [await page(), await page()]
    for (const tab of [one, two])
      await tab.run(() => {
        IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest
      })
    await one.run((options) => window.make(options).consent.ready, { ...granted, timeout: 100 })
    await two.run((options) => void window.make(options), { ...granted, timeout: 1500 })
    await one.run(() => window.tacit.track('view', 'a'))
    await openPage(visitor(), site, null, one)
    await two.run(() => window.tacit.consent.ready)
    await openPage(visitor(), site, granted, one)
    expect(await listed(one)).toEqual(['a'])
  })

  it('a database that answers late, then is not listed: what the last page left is kept', async () => {
    const hurried = { ...granted, timeout: 300 }
    const page = await openPage(visitor(), site, null)
    const mute = () => {
      IDBFactory.prototype.open = () => ({}) as IDBOpenDBRequest
    }
    await page.run(mute)
    await page.run((options) => void window.make(options), hurried)
    await page.run(() => window.tacit.track('view', 'a'))
    await openPage(visitor(), site, null, page)
    await page.run(mute)
    await page.run(() => {
      let wait = 400
      IDBFactory.prototype.databases = async () => {
        await new Promise((passed) => setTimeout(passed, wait))
        wait = 0
        return []
      }
    })
    await page.run((options) => void window.make(options), hurried)
    await page.run(() => window.tacit.track('view', 'b'))
    await sleep(500)
    expect(await listed(page)).toEqual(['a', 'b'])
    await openPage(visitor(), site, hurried, page)
    await expect.poll(() => listed(page)).toEqual(['a', 'b'])
  })
})

inEachBrowser(
  'consent and history of busy, broken and old pages',
  (browser, engine) => {
    const visitor = freshVisitor(browser)

    it('a page that comes back from the bfcache learns of a no, and nothing counts twice', async () => {
      const one = await openPage(visitor(), site, granted)
      await one.run(() => window.tacit.track('view', 'canary'))
      await expect.poll(() => stored(one)).toMatch('canary')
      await one.click('a')
      await expect.poll(() => one.run(() => location.pathname)).toBe('/shell.js')
      const two = await openPage(visitor(), site)
      expect(await listed(two)).toEqual(['canary'])
      await two.run(() => window.tacit.consent.set('denied'))
      await one.back()
      await sleep(300)
      const isBack = await one.run(() => (window as { persisted?: boolean }).persisted === true)
      if (!isBack) {
        console.log(`${engine}: this page is not kept in the bfcache here`)
        return
      }
      await one.run(() => window.tacit.track('view', 'canary-2'))
      await sleep(100)
      expect(await one.run(() => window.tacit.consent.status)).toBe('denied')
      expect(await stored(one)).not.toMatch(/canary|granted/)
    })

    it.each([
      ['forget', 'pending'],
      ['denied', 'pending'],
      ['forget', 'granted'],
      ['denied', 'granted'],
    ] as const)('%s, under %s, holds in a tab that says yes before it has heard', async (how, consent) => {
      const page = await openPage(visitor(), site, null)
      const text = await page.run(
        async (how, consent) => {
          // As in a busy browser: what tabs tell each other arrives late.
          const post = BroadcastChannel.prototype.postMessage
          BroadcastChannel.prototype.postMessage = function (message) {
            setTimeout(() => post.call(this, message), 50)
          }
          const pass = () => new Promise((passed) => setTimeout(passed, 4))
          const [one, two] = [window.make({ consent }), window.make({ consent })]
          await Promise.all([one.consent.ready, two.consent.ready])
          two.track('view', 'canary-1')
          void two.intents.mute('canary-2')
          await pass()
          void (how === 'forget' ? one.forget() : one.consent.set('denied'))
          await pass()
          const said = two.consent.set('granted')
          two.track('view', 'kept')
          await said
          // Past the moment that all of it has arrived.
          await new Promise((passed) => setTimeout(passed, 200))
          return JSON.stringify(await window.stored())
        },
        how,
        consent,
      )
      expect(text).toMatch(/kept/)
      expect(text).not.toMatch(/canary/)
    })

    it('what waits in one tab survives a yes in another', async () => {
      const one = await openPage(visitor(), site)
      await one.run(() => ['a', 'b', 'c'].forEach((item) => void window.tacit.track('view', item)))
      const two = await openPage(visitor(), site)
      await two.run(() => window.tacit.consent.set('granted'))
      await expect.poll(() => listed(two)).toEqual(['a', 'b', 'c'])
      expect(await one.run(() => window.tacit.consent.status)).toBe('granted')
    })

    it('a no of a page that is left at once holds: before the SDK is there, and after', async () => {
      for (const isReady of [false, true]) {
        const page = await openPage(visitor(), site, granted)
        await page.run(() => window.tacit.consent.set('granted'))
        await page.run(() => window.tacit.track('view', 'canary'))
        await expect.poll(() => stored(page)).toMatch(/canary/)
        await openPage(visitor(), site, isReady ? granted : null, page)
        await page.run((isReady) => {
          if (!isReady) window.make({ consent: 'granted' })
          void window.tacit.consent.set('denied')
          window.tacit.track('view', 'canary')
          location.href = '/shell.js'
        }, isReady)
        await expect.poll(() => page.run(() => location.pathname)).toBe('/shell.js')
        // Of whoever never makes a recommender again, nothing is left either, once the SDK was there.
        await openPage(visitor(), site, null, page)
        if (isReady) await expect.poll(() => stored(page)).not.toMatch(/canary/)
        await openPage(visitor(), site, granted, page)
        expect(await page.run(() => window.tacit.consent.status)).toBe('denied')
        expect(await listed(page)).toEqual([])
        await expect.poll(() => stored(page)).not.toMatch(/canary|granted/)
        await page.close()
      }
    })

    it('a no of a page that was being left holds when the page comes back', async () => {
      for (const delay of [0, 5, 20, 60]) {
        const page = await openPage(visitor(), site, granted)
        await page.run(() => window.tacit.consent.set('granted'))
        await page.run(() => window.tacit.track('view', 'canary'))
        await expect.poll(() => stored(page)).toMatch(/canary/)
        await openPage(visitor(), site, null, page)
        await page.run(async (delay) => {
          const pass = (milliseconds: number) => new Promise((go) => setTimeout(go, milliseconds))
          window.make({ consent: 'granted' })
          await pass(delay)
          void window.tacit.consent.set('denied')
          dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
          await pass(150)
          dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
        }, delay)
        await expect.poll(() => stored(page)).not.toMatch(/canary|granted/)
        expect(await page.run(() => window.tacit.consent.status)).toBe('denied')
        expect(await listed(page)).toEqual([])
        await page.close()
      }
    })

    it('another tab deletes the database, and every call still settles', async () => {
      const one = await openPage(visitor(), site, granted)
      await one.run(() => window.tacit.track('view', 'a'))
      await sleep(100)
      const two = await openPage(visitor(), site, null)
      const told = await two.run(async () => {
        const told: string[] = []
        for (const { name } of await indexedDB.databases())
          await new Promise<void>((done) => {
            const request = indexedDB.deleteDatabase(name!)
            request.onblocked = () => told.push('blocked')
            request.onsuccess = () => {
              told.push('deleted')
              done()
            }
          })
        return told
      })
      expect(told.at(-1)).toBe('deleted')
      const began = Date.now()
      await one.run(async () => {
        window.tacit.track('view', 'b')
        await window.tacit.history.list()
        await window.tacit.consent.set('granted')
        window.tacit.track('view', 'c')
        await window.tacit.history.list()
      })
      expect(Date.now() - began).toBeLessThan(5000)
      await expect.poll(() => stored(one)).toMatch('"c"')
    })

    it('a database that never opens: every call settles, and says where the events are', async () => {
      const page = await openPage(visitor(), site, null)
      const told = await page.run(async () => {
        // A request that never has an event.
        IDBFactory.prototype.open = () => new EventTarget() as never
        const began = Date.now()
        const tacit = window.make({ consent: 'granted', timeout: 300 })
        const status = await tacit.consent.ready
        tacit.track('view', 'a')
        const { length } = await tacit.history.list()
        const { stored } = await tacit.report()
        await tacit.forget()
        await tacit.dispose()
        return { status, length, stored: stored[0], isSoon: Date.now() - began < 5000 }
      })
      const stored = 'history: 1 events, in memory only'
      expect(told).toEqual({ status: 'granted', length: 1, stored, isSoon: true })
    })

    it('a history of version 0.1 is carried over, also under another spelling of the edge', async () => {
      const page = await openPage(visitor(), site, null)
      await page.run(async () => {
        const time = Date.now()
        // As idb-keyval's createStore, set and update did.
        for (const [base, item] of [
          [`${location.origin}/v1/c/default`, 'a'],
          [`${location.origin.toUpperCase()}/v1/c/default`, 'b'],
          ['/v1/c/default', 'c'],
          [`${location.origin}/v1/c/other`, 'of another catalogue'],
        ])
          await new Promise<void>((done) => {
            const request = indexedDB.open(`tacit ${base}`)
            request.onupgradeneeded = () => request.result.createObjectStore('history')
            request.onsuccess = () => {
              const writing = request.result.transaction('history', 'readwrite')
              writing.objectStore('history').put('granted', 'consent')
              writing.objectStore('history').put([{ kind: 'view', item, time }], 'events')
              writing.oncomplete = () => {
                request.result.close()
                done()
              }
            }
          })
      })
      await openPage(visitor(), site, {}, page)
      expect((await listed(page)).toSorted()).toEqual(['a', 'b', 'c'])
      expect(await page.run(() => window.tacit.consent.status)).toBe('granted')
      await openPage(visitor(), site, { edge: `${site.url.toUpperCase()}/` }, page)
      expect(await listed(page)).toHaveLength(3)
      await page.run(() => window.tacit.forget())
      expect(await stored(page)).toMatch(/^\{"[^"]*other[^}]*\}\]?\}?,?/)
      expect(await listed(page)).toEqual([])
    })

    it('each user of a device has a history and a consent of their own', async () => {
      const page = await openPage(visitor(), site, { consent: 'granted', user: 'ann' })
      await page.run(async () => {
        window.tacit.track('view', 'of ann')
        await window.tacit.history.list()
        await window.tacit.dispose()
      })
      await sleep(100)
      await openPage(visitor(), site, { user: 'bob' }, page)
      expect([await listed(page), await page.run(() => window.tacit.consent.status)]).toEqual([
        [],
        'pending',
      ])
      await openPage(visitor(), site, { user: 'ann' }, page)
      expect(await listed(page)).toEqual(['of ann'])
      await page.run(() => window.tacit.forget())
      expect(await stored(page)).toBe('{}')
    })
  },
  PAGE_ENGINES,
)
