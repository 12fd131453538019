import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import puppeteer, { type KeyInput } from 'puppeteer-core'
import type { StartOptions, Tab, TestBrowser } from './driver.ts'

/** Firefox ESR, headless, by WebDriver BiDi. */
export async function startFirefox(
  executablePath: string,
  { args = [], prefs = {} }: StartOptions,
): Promise<TestBrowser> {
  const home = mkdtempSync(join(tmpdir(), 'tacit-firefox-'))
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    args,
    // The panel of downloads would take the next key that a test presses.
    extraPrefsFirefox: { 'browser.download.alwaysOpenPanel': false, ...prefs },
    protocolTimeout: 120_000,
    env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: home },
  })
  return {
    engine: 'firefox',
    name: await browser.version(),
    async visitor() {
      const context = await browser.createBrowserContext()
      return {
        async tab(): Promise<Tab> {
          const page = await context.newPage()
          return {
            goto: async (url) => void (await page.goto(url)),
            run: (work, ...args) =>
              page.evaluate(`(${work})(...${JSON.stringify(args)})`) as Promise<never>,
            click: (selector) => page.click(selector),
            async press(keys) {
              const names = keys
                .split('+')
                .map((name) => (name === 'Space' ? ' ' : name) as KeyInput)
              for (const name of names) await page.keyboard.down(name)
              for (const name of names.reverse()) await page.keyboard.up(name)
            },
            async back() {
              // puppeteer's goBack waits for a load event, which a page from the bfcache lacks.
              const before = page.url()
              await page.evaluate('history.back()')
              for (let tries = 0; tries < 200 && page.url() === before; tries++) await sleep(50)
              await page.waitForFunction('document.readyState === "complete"')
            },
            reload: async () => void (await page.reload()),
            close: () => page.close(),
          }
        },
        close: () => context.close(),
      }
    },
    async close() {
      await browser.close()
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}
