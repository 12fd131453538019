import { describe, expect, it } from 'vitest'
import type { Recommender } from '../../client/index.ts'
import { violations } from './axe.ts'
import { shopPage } from './shop-page.ts'
import type { Tab } from './tab.ts'

declare const window: {
  tacit: Recommender & ((name: string, ...args: unknown[]) => void)
  heard: unknown[]
}

const shop = shopPage({ url: (item) => `#${item}` })
const open = (body: string, lang?: string, dir?: string) =>
  shop.open(`<main><h1>Shop</h1>${body}</main>`, { lang, dir })

const SCRIPT = `import { createRecommender } from '/tacit/tacit.js'
  import { provide } from '/tacit/tacit-shelf.js'
  window.tacit = createRecommender({ edge: location.origin, engine: 'instant', consent: 'granted' })
  provide(window.tacit)`
const MODULE = `<script type="module">${SCRIPT}</script>`
const tab = () =>
  ({
    run: (work: unknown, ...args: unknown[]) =>
      shop.page.evaluate(`(${work})(...${JSON.stringify(args)})`),
  }) as unknown as Tab

describe('a shelf in plain HTML', () => {
  it.each([
    ['en', 'ltr'],
    ['ar', 'rtl'],
  ])('axe finds nothing, before and after it is ready (%s)', async (lang, dir) => {
    const { page } = shop
    await open(`<tacit-shelf></tacit-shelf>`, lang, dir)
    await page.addScriptTag({ type: 'module', content: `import '/tacit/tacit-shelf.js'` })
    await page.waitForSelector('tacit-shelf[data-state=loading]')
    expect(await violations(tab())).toEqual([])
    await page.addScriptTag({ type: 'module', content: SCRIPT })
    await page.waitForSelector('tacit-shelf[data-state=ready] >> [part~=card]')
    await page.waitForSelector('tacit-shelf >> .buttons')
    expect(await violations(tab())).toEqual([])
  })

  it('tracks clicks and impressions with their listing, where it is told to', async () => {
    const { page } = shop
    await open(`<tacit-shelf track limit="3" placement="home"></tacit-shelf>${MODULE}
      <script>
        window.heard = []
        for (const name of ['tacit-shown', 'tacit-click', 'tacit-impression'])
          addEventListener(name, ({ type, detail }) => window.heard.push([type, detail.position ?? null, detail.listing.placement]))
      </script>`)
    // The list may be refined meanwhile, which shows no item anew.
    const heard = async () =>
      ((await page.evaluate(() => window.heard)) as unknown[][]).filter(
        ([type], n) => n === 0 || type !== 'tacit-shown',
      )
    const first = [
      ['tacit-shown', null, 'home'],
      ['tacit-impression', 0, 'home'],
      ['tacit-impression', 1, 'home'],
      ['tacit-impression', 2, 'home'],
    ]
    await expect.poll(heard).toEqual(first)
    await page.waitForTimeout(500)
    expect(await heard()).toEqual(first)
    await page.click('tacit-shelf >> [part~=item]:nth-child(2) a')
    const kinds = () =>
      page.evaluate(async () => (await window.tacit.history.list()).map(({ kind }) => kind))
    await expect.poll(kinds).toEqual(expect.arrayContaining(['impression', 'click']))
    expect(await page.evaluate(() => window.heard)).toContainEqual(['tacit-click', 1, 'home'])
  })

  it('shows what the page has for an empty list, or nothing', async () => {
    const { page } = shop
    await open(`<tacit-shelf list="recent" id="a"><p slot="empty">Nothing yet</p></tacit-shelf>
      <tacit-shelf list="recent" id="b"></tacit-shelf>${MODULE}`)
    await page.waitForSelector('#b[data-state=empty]', { state: 'attached' })
    expect(await page.isVisible('text=Nothing yet')).toBe(true)
    expect(await page.evaluate(() => document.querySelector('#b')!.clientHeight)).toBe(0)
  })

  it('works under a strict policy, with Trusted Types', async () => {
    const { page } = shop
    shop.serve(
      '/policy.js',
      `window.heard = []
      addEventListener('securitypolicyviolation', ({ violatedDirective }) => window.heard.push(violatedDirective))`,
    )
    shop.serve('/page.js', `import '/tacit/tacit-privacy.js'\n${SCRIPT}`)
    const policy =
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; require-trusted-types-for 'script'; trusted-types tacit"
    shop.serve(
      '/strict.html',
      `<!doctype html><html lang="de">
      <meta http-equiv="content-security-policy" content="${policy}"><title>shop</title>
      <script src="/policy.js"></script><tacit-shelf limit="3"></tacit-shelf>
      <tacit-privacy></tacit-privacy><script type="module" src="/page.js"></script>`,
    )
    await page.goto(`${shop.url}/strict.html`)
    const card = await page.waitForSelector('tacit-shelf >> [part~=card]')
    expect(await card.boundingBox()).toMatchObject({ width: 160, height: 320 })
    await page.evaluate(() => window.tacit.track('view', 'item-3'))
    await expect
      .poll(() => page.textContent('tacit-privacy >> [part=event]'))
      .toMatch(/item-3|Title 3/)
    await expect.poll(() => page.textContent('tacit-shelf >> h2')).toBe('Für dich')
    expect(await page.evaluate(() => window.heard)).toEqual([])
  })

  it('every element speaks the language of its recommender, whatever that of the page is', async () => {
    const { page } = shop
    await open(`<tacit-search></tacit-search><tacit-shelf limit="3"></tacit-shelf><tacit-privacy></tacit-privacy>
      <script type="module">${SCRIPT.replace('engine:', "locale: 'fr-CA', engine:")}
        import '/tacit/tacit-search.js'
        import '/tacit/tacit-privacy.js'</script>`)
    await expect.poll(() => page.textContent('tacit-shelf >> h2')).toBe('Pour vous')
    await expect.poll(() => page.textContent('tacit-shelf >> [part~=reason]')).toBe('Populaire ici')
    await expect.poll(() => page.textContent('tacit-privacy >> h2')).toMatch(/^Vos données/)
    const label = () => page.getAttribute('tacit-search >> [role=combobox]', 'aria-label')
    await expect.poll(label).toBe('Rechercher')
  })

  it('takes parts and sizes from the page', async () => {
    const { page } = shop
    await open(`<style>
        tacit-shelf { --tacit-card-width: 150px; --tacit-card-height: 222px }
        tacit-shelf::part(title) { color: rgb(1, 2, 3) }
      </style><tacit-shelf limit="3"><h3 slot="heading">Ours</h3></tacit-shelf>${MODULE}`)
    const card = await page.waitForSelector('tacit-shelf >> [part~=card]')
    expect(await card.boundingBox()).toMatchObject({ width: 150, height: 222 })
    const color = await page.$eval(
      'tacit-shelf >> [part~=title]',
      (title) => getComputedStyle(title).color,
    )
    expect(color).toBe('rgb(1, 2, 3)')
    expect(await page.isVisible('text=Ours')).toBe(true)
  })
})

describe('the classic script', () => {
  const STUB = `<script>
    window.tacit = window.tacit || function () { (tacit.q = tacit.q || []).push(arguments) }
    window.heard = []
    tacit('track', 'view', 'item-1')
    tacit('ready', function (tacit) { heard.push(typeof tacit.recommend) })
  `
  const END = '</script><script async crossorigin="anonymous" src="/tacit/tacit.iife.js"></script>'

  it('answers what the stub collected, in order, and what comes later', async () => {
    const { page } = shop
    await open(`${STUB} tacit('create', { edge: location.origin, engine: 'instant' })
      tacit('track', 'cart', 'item-2')${END}<tacit-shelf limit="2"></tacit-shelf>
      <script type="module" src="/tacit/tacit-shelf.js"></script>`)
    await page.waitForSelector('tacit-shelf[data-state=ready]')
    const history = () =>
      page.evaluate(
        () =>
          new Promise((answer) =>
            window.tacit('ready', async (tacit: Recommender) => {
              answer((await tacit.history.list()).map(({ kind, item }) => `${kind} ${item}`))
            }),
          ),
      )
    await expect.poll(history).toEqual(['view item-1', 'cart item-2'])
    await page.evaluate(() => window.tacit('forget'))
    await expect.poll(history).toEqual([])
    expect(await page.evaluate(() => window.heard)).toEqual(['function'])
    const place = page.evaluate(
      () =>
        new Promise((answer) =>
          window.tacit('ready', async (tacit: Recommender) => answer((await tacit.report()).place)),
        ),
    )
    expect(await place).toBe('worker')
  })

  it.each([
    ['nonsense', '"nonsense" is not a call of the recommender'],
    ['consent.nonsense', '"consent.nonsense" is not a call of the recommender'],
    ['__proto__.x', '"__proto__.x" is not a call of the recommender'],
    ['create', 'create: called before: the first recommender stays'],
  ])('warns about %s and goes on', async (name, warning) => {
    const { page } = shop
    await open(`${STUB} tacit('create', { edge: location.origin, engine: 'instant' })
      tacit('${name}')${END}`)
    await expect.poll(() => page.evaluate(() => window.heard)).toEqual(['function'])
    await expect.poll(() => shop.printed).toContain(`[tacit] ${warning}`)
  })
})
