import type { Engine } from '../../scripts/browsers.ts'

/** One tab of a visitor. */
export interface Tab {
  goto(url: string): Promise<void>
  /**
   * Runs a function in the page and returns what it resolves to, as JSON. It sees its arguments and
   * the page's globals, nothing of the test.
   */
  run<A extends unknown[], T>(work: (...args: A) => T | Promise<T>, ...args: A): Promise<T>
  /** Clicks an element as a person does. Does not wait for a navigation. */
  click(selector: string): Promise<void>
  /** Presses a key, or keys at once, by their names in `KeyboardEvent.key`: `Shift+Tab`. */
  press(keys: string): Promise<void>
  /** Goes back in the tab's history, and waits for the page. */
  back(): Promise<void>
  reload(): Promise<void>
  /** Slows the page down by a factor; only Chromium can. */
  throttle?(factor: number): Promise<void>
  close(): Promise<void>
}

/** A person with storage of their own. */
export interface Visitor {
  /** Opens another tab. WebKit runs one command at a time: start work in tabs, then poll. */
  tab(): Promise<Tab>
  close(): Promise<void>
}

/** What a person set up in their browser; only Chromium. */
export interface VisitorOptions {
  reducedMotion?: 'reduce' | 'no-preference'
  colorScheme?: 'light' | 'dark'
  locale?: string
  viewport?: { width: number; height: number }
}

/** A running browser. */
export interface TestBrowser {
  readonly engine: Engine
  /** Name and version. */
  readonly name: string
  visitor(options?: VisitorOptions): Promise<Visitor>
  close(): Promise<void>
}

export interface StartOptions {
  /** Command-line arguments; only Chromium and Firefox. */
  args?: string[]
  /** Preferences; only Firefox. */
  prefs?: Record<string, string | number | boolean>
}
