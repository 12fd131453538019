import { type Browser, chromium } from 'playwright-core'
import { findBrowser } from '../../scripts/browsers.ts'
import type { StartOptions, Tab, TestBrowser } from './driver.ts'

const QUIET = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/**
 * What every window of Chromium prepares for its address bar took half of the browser's CPU. Of two such
 * switches the later one holds, so the features that Playwright turns off are repeated.
 */
const WITHOUT = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'PreloadTopChromeWebUI',
  // Playwright's.
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]
/** A software WebGPU adapter: correct numbers, but its times mean nothing. */
const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']

/** Real Chromium, headless, with a WebGPU adapter in software. */
export function launchChromium(args: string[] = []): Promise<Browser> {
  const executablePath = findBrowser('chromium')
  if (!executablePath)
    throw new Error('Chromium is missing: run npm test once, which installs it, or set CHROMIUM')
  return chromium.launch({
    executablePath,
    args: [...QUIET, `--disable-features=${WITHOUT}`, ...SOFTWARE_WEBGPU, ...args],
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}

/** Chromium behind the interface that all engines share. */
export async function startChromium(_path: string, options: StartOptions): Promise<TestBrowser> {
  const browser = await launchChromium(options.args)
  return {
    engine: 'chromium',
    name: `Chromium ${browser.version()}`,
    async visitor(options) {
      const context = await browser.newContext(options)
      return {
        async tab(): Promise<Tab> {
          const page = await context.newPage()
          return {
            goto: async (url) => void (await page.goto(url)),
            run: (work, ...args) =>
              page.evaluate(`(${work})(...${JSON.stringify(args)})`) as Promise<never>,
            click: (selector) => page.click(selector, { noWaitAfter: true }),
            press: (keys) => page.keyboard.press(keys),
            back: async () => void (await page.goBack({ waitUntil: 'commit' })),
            reload: async () => void (await page.reload()),
            async throttle(rate) {
              const session = await context.newCDPSession(page)
              await session.send('Emulation.setCPUThrottlingRate', { rate })
            },
            close: () => page.close(),
          }
        },
        close: () => context.close(),
      }
    },
    close: () => browser.close(),
  }
}
