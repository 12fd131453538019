import { afterAll, beforeAll, describe } from 'vitest'
import { ENGINES, type Engine, findBrowser, PACKAGES } from '../../scripts/browsers.ts'
import { startChromium } from './chromium.ts'
import type { StartOptions, TestBrowser } from './driver.ts'
import { startFirefox } from './firefox.ts'
import { startWebKit } from './webkit.ts'

const { BROWSERS } = process.env

/**
 * For suites of pages, which take long in three engines: all of them in `npm run test:browsers`,
 * Chromium in `npm test`. After `npm test`, `BROWSERS=others` repeats nothing in Chromium.
 */
export const PAGE_ENGINES =
  BROWSERS === 'all' ? ENGINES : BROWSERS === 'others' ? ENGINES.slice(1) : ENGINES.slice(0, 1)

/** For those that try more in `npm run test:browsers` than in `npm test`, in Chromium too. */
export const MORE_ENGINES = BROWSERS ? ENGINES : PAGE_ENGINES

const START = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit }

/** Starts a browser. @throws if it is not installed */
export function startBrowser(engine: Engine, options: StartOptions = {}): Promise<TestBrowser> {
  const path = findBrowser(engine)
  const packages = PACKAGES[engine].join(' ')
  if (!path) throw new Error(`${engine} is missing: apt-get install ${packages}, or run npm test`)
  return START[engine](path, options)
}

/**
 * A suite for each engine, with a browser that runs meanwhile. The suite of one that is not
 * installed is skipped by name. `ENGINES=webkit,firefox` in the environment chooses some.
 */
export function inEachBrowser(
  title: string,
  suite: (browser: () => TestBrowser, engine: Engine) => void,
  engines: readonly Engine[] = ENGINES,
): void {
  const chosen = process.env.ENGINES?.split(',') ?? engines
  for (const engine of engines.filter((engine) => chosen.includes(engine))) {
    if (!findBrowser(engine)) {
      describe.skip(`${title}, in ${engine} (not installed: ${PACKAGES[engine].join(' ')})`, () =>
        suite(() => Promise.reject(new Error('not installed')) as never, engine))
      continue
    }
    describe(`${title}, in ${engine}`, () => {
      let browser: TestBrowser
      beforeAll(async () => {
        browser = await startBrowser(engine)
      })
      afterAll(() => browser?.close())
      suite(() => browser, engine)
    })
  }
}
