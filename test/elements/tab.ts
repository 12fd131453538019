import type { Tab as BrowserTab, TestBrowser, VisitorOptions } from '../browser/driver.ts'
import { startBrowser } from '../browser/engines.ts'

/** One tab, as the suites of the elements use it. */
export type Tab = Pick<BrowserTab, 'goto' | 'run' | 'press' | 'click' | 'close'>
export type TabOptions = VisitorOptions

/** A browser that opens tabs, each of a new visitor. */
export interface TabBrowser {
  tab(options?: TabOptions): Promise<Tab>
  close(): Promise<void>
}

/** Tabs of a running browser. To close one ends its visitor, and what the visitor stored. */
export function tabsOf(browser: TestBrowser): TabBrowser {
  return {
    async tab(options) {
      const visitor = await browser.visitor(options)
      return { ...(await visitor.tab()), close: () => visitor.close() }
    },
    close: () => browser.close(),
  }
}

/** Tabs of Chromium. */
export async function chromiumTabs(): Promise<TabBrowser> {
  return tabsOf(await startBrowser('chromium'))
}
