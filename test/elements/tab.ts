import { afterAll, beforeEach } from 'vitest'
import type { Tab as BrowserTab, TestBrowser, VisitorOptions } from '../browser/driver.ts'

/** One tab, as the suites of the elements use it. */
export type Tab = Pick<BrowserTab, 'goto' | 'run' | 'press' | 'click' | 'close'>
export type TabOptions = VisitorOptions

/** A browser that opens tabs, each of a new visitor. */
export interface TabBrowser {
  tab(options?: TabOptions): Promise<Tab>
}

/** Tabs of a running browser. To close one ends its visitor, and what the visitor stored. */
export function tabsOf(browser: TestBrowser): TabBrowser {
  return {
    async tab(options) {
      const visitor = await browser.visitor(options)
      return { ...(await visitor.tab()), close: () => visitor.close() }
    },
  }
}

/** A tab that is another one, of a new visitor, in each test of a suite. */
export interface FreshTab extends Tab {
  /** Replaces it, by a visitor with settings of their own. */
  renew(options?: TabOptions): Promise<void>
}

/** Registers the hooks of a suite that has a fresh tab for each test. */
export function freshTab(browser: () => TabBrowser): FreshTab {
  let tab: Tab
  async function renew(options?: TabOptions): Promise<void> {
    await tab?.close()
    tab = await browser().tab(options)
  }
  beforeEach(() => renew())
  afterAll(() => tab?.close())
  return {
    renew,
    goto: (url) => tab.goto(url),
    run: (work, ...args) => tab.run(work, ...args),
    press: (keys) => tab.press(keys),
    click: (selector) => tab.click(selector),
    close: () => tab.close(),
  }
}
