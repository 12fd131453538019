import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inEachBrowser, MORE_ENGINES } from '../browser/engines.ts'
import { listed, openPage, SCRIPT } from '../browser/history-page.ts'
import { buildSdk, type Site, startSite } from '../browser/site.ts'

/** `npm run test:browsers` asks for 25 of each. */
const TIMES = Number(process.env.NAVIGATIONS ?? 3)

let site: Site
beforeAll(async () => {
  buildSdk()
  site = await startSite(null)
  site.script = `${SCRIPT}
document.body.insertAdjacentHTML('beforeend', '<form action="/shell.js" method="post"><button>buy</button></form>')`
})
afterAll(() => site.close())

/** Two processes that keep both cores busy. @returns ends them */
function keepBusy(): () => void {
  const busy = [1, 2].map(() => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  return () => {
    for (const child of busy) child.kill('SIGKILL')
  }
}

inEachBrowser(
  'a slow device',
  (browser) => {
    it(`keeps ${TIMES} of ${TIMES} clicks, forms with two events, and pages left at once`, async () => {
      const visitor = await browser().visitor()
      const page = await visitor.tab()
      const rest = page.throttle ? () => {} : keepBusy()
      try {
        await page.throttle?.(4)
        const away = () =>
          expect
            .poll(() => page.run(() => location.pathname), { timeout: 20_000 })
            .toBe('/shell.js')
        for (let n = 0; n < TIMES; n++) {
          await openPage(visitor, site, { consent: 'granted' }, page)
          await page.run((n) => {
            document.querySelector('a')!.onclick = () => window.tacit.track('click', `clicked-${n}`)
          }, n)
          await page.click('a')
          await away()
          await openPage(visitor, site, { consent: 'granted' }, page)
          await page.run((n) => {
            document.querySelector('form')!.onsubmit = () => {
              window.tacit.track('cart', `form-a-${n}`)
              window.tacit.track('purchase', `form-b-${n}`)
            }
          }, n)
          await page.click('button')
          await away()
          await openPage(visitor, site, null, page)
          await page.run((n) => {
            window.make({ consent: 'granted' }).track('view', `left-${n}`)
            location.href = '/shell.js'
          }, n)
          await away()
        }
        await openPage(visitor, site, {}, page)
        const items = (await listed(page)).toSorted()
        const all = Array.from({ length: TIMES }, (_, n) => n)
        const kinds = ['clicked', 'form-a', 'form-b', 'left']
        expect(items).toEqual(kinds.flatMap((kind) => all.map((n) => `${kind}-${n}`)).toSorted())
      } finally {
        rest()
        await visitor.close()
      }
    }, 600_000)
  },
  MORE_ENGINES,
)
