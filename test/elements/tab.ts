import type { Browser } from 'playwright-core'
import { launchChromium } from '../browser/chromium.ts'

/** One tab of a browser, as the suites of the elements use it. */
export interface Tab {
  goto(url: string): Promise<void>
  /** Runs a function in the page. It sees its arguments and the page's globals, nothing of the test. */
  run<A extends unknown[], T>(work: (...args: A) => T | Promise<T>, ...args: A): Promise<T>
  /** Presses a key, or keys at once: `Shift+Tab`. */
  press(key: string): Promise<void>
  click(selector: string): Promise<void>
  close(): Promise<void>
}

export interface TabOptions {
  reducedMotion?: 'reduce' | 'no-preference'
  locale?: string
}

/** A browser that opens tabs, each of a new visitor. */
export interface TabBrowser {
  name: string
  tab(options?: TabOptions): Promise<Tab>
  close(): Promise<void>
}

/** Real Chromium behind the interface that engines share. */
export async function chromiumTabs(): Promise<TabBrowser> {
  const browser: Browser = await launchChromium()
  return {
    name: `Chromium ${browser.version()}`,
    async tab(options = {}) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      return {
        goto: async (url) => void (await page.goto(url)),
        run: (work, ...args) =>
          page.evaluate(`(${work})(...${JSON.stringify(args)})`) as Promise<never>,
        press: (key) => page.keyboard.press(key),
        click: (selector) => page.click(selector, { noWaitAfter: true }),
        close: () => context.close(),
      }
    },
    close: () => browser.close(),
  }
}
