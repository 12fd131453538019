import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { html, serveSite } from './pages.ts'

/** A page of Chromium over a shop that is its own edge; each test of a file has a new one. */
export interface ShopPage {
  readonly page: Page
  /** Address of the shop, and of its edge. */
  readonly url: string
  /** What the page printed; errors that nobody caught as `error: …`. */
  readonly printed: readonly string[]
  /** Puts a file on the site. @param text may name the edge `https://edge.example` */
  serve(path: string, text: string): void
  /** Serves a page of this body, and opens it. */
  open(body: string, options?: { path?: string; lang?: string; dir?: string }): Promise<void>
  /** Number of items on each shelf. */
  shelves(): Promise<number[]>
}

/** Starts browser and site for a file of tests. @param columns of the catalogue */
export function shopPage(columns: Parameters<typeof serveSite>[1] = {}): ShopPage {
  const pages: Record<string, string> = {}
  let browser: Browser
  let site: StaticSite
  let page: Page
  let printed: string[]

  beforeAll(async () => {
    buildSdk()
    browser = await launchChromium()
    site = await serveSite(pages, columns)
  })
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    printed = []
    page.on('console', (message) => printed.push(message.text()))
    page.on('pageerror', ({ message }) => printed.push(`error: ${message}`))
  })

  function serve(path: string, text: string): void {
    pages[path] = text.replaceAll('https://edge.example', site.url)
  }

  return {
    get page() {
      return page
    },
    get url() {
      return site.url
    },
    get printed() {
      return printed
    },
    serve,
    async open(body, { path = '/page.html', lang = 'en', dir = 'ltr' } = {}) {
      serve(path, html(body, lang, dir))
      await page.goto(site.url + path)
    },
    shelves: () =>
      page.evaluate(() =>
        [...document.querySelectorAll('tacit-shelf')].map(
          (shelf) => shelf.shadowRoot?.querySelectorAll('[part~=item]').length ?? 0,
        ),
      ),
  }
}
