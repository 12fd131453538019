import { afterAll, beforeAll, expect, test } from 'vitest'
import { readDataLayer } from '../../client/capture/data-layer.ts'
import type { Visitor } from '../browser/driver.ts'
import { inEachBrowser, PAGE_ENGINES } from '../browser/engines.ts'
import { openPage, SCRIPT } from '../browser/history-page.ts'
import { buildSdk, startSite } from '../browser/site.ts'

/** Events of entries, without absent details. */
function read(...entries: unknown[]): object[] {
  const events: object[] = []
  readDataLayer(entries, (event) => events.push(JSON.parse(JSON.stringify(event))))
  return events
}

test.each<[string, unknown, object[]]>([
  [
    'GA4 by Tag Manager',
    {
      event: 'add_to_cart',
      ecommerce: { items: [{ item_id: 'a', price: '9.50', quantity: 2, item_list_id: 'home' }] },
    },
    [{ kind: 'add_to_cart', item: 'a', value: 9.5, quantity: 2, list: 'home', position: 0 }],
  ],
  [
    'GA4 by gtag.js',
    { 0: 'event', 1: 'view_item', 2: { items: [{ item_id: 7, index: 3 }] }, length: 3 },
    [{ kind: 'view_item', item: 7, position: 3 }],
  ],
  [
    'a list that is shown',
    {
      event: 'view_item_list',
      ecommerce: { item_list_id: 'new', items: [{ item_id: 'a' }, { item_name: 'b' }, {}] },
    },
    [
      { kind: 'view_item_list', item: 'a', list: 'new', position: 0 },
      { kind: 'view_item_list', item: 'b', list: 'new', position: 1 },
    ],
  ],
  [
    'enhanced ecommerce',
    { ecommerce: { purchase: { actionField: { id: 'T1' }, products: [{ id: 'a', price: 'x' }] } } },
    [{ kind: 'purchase', item: 'a', position: 0 }],
  ],
  ['no event of an item', { event: 'scroll' }, []],
  ['null', null, []],
  ['a function', () => {}, []],
  ['items that are no list', { event: 'view_item', ecommerce: { items: 'a' } }, []],
])('data layer: %s', (_, entry, events) => {
  expect(read(entry)).toEqual(events)
})

test('data layer: what is pushed later is read once, until it ends', () => {
  const layer: unknown[] = []
  const items: unknown[] = []
  const stop = readDataLayer(layer, ({ item }) => items.push(item))
  const entry = (id: string) => ({ event: 'view_item', ecommerce: { items: [{ item_id: id }] } })
  expect(layer.push(entry('a'), entry('b'))).toBe(2)
  stop()
  layer.push(entry('c'))
  expect(items).toEqual(['a', 'b'])
  expect(layer).toHaveLength(3)
})

const PUSHED = ['add_to_cart', 'pushed']
/** Pages that break what they are read with. */
const HOSTILE: Record<
  string,
  { html?: string; script?: string; clicks?: string[]; events: string[][] }
> = {
  'names that hide methods of elements': {
    html: `<form id=form data-item=clobbered>
      <input name=closest><input name=getAttribute><input name=hasAttribute></form>`,
    script: 'window.layer = []',
    clicks: ['form'],
    events: [PUSHED, ['click', 'clobbered']],
  },
  'names that hide methods of the document': {
    html: `<img name=body><form name=querySelectorAll></form><form name=addEventListener></form>
      <script type="application/ld+json">{"@type": "Product", "sku": "seen"}</script>`,
    script: 'window.layer = []',
    events: [PUSHED, ['view', 'seen']],
  },
  'JSON-LD that is deep, wrapped or no JSON': {
    html: `<script type="application/ld+json">${'['.repeat(50_000)}${']'.repeat(50_000)}</script>
      <script type="application/ld+json">{"@type": "Product", "sku":</script>
      <script type="application/ld+json">null</script>
      <script type="application/ld+json">{"@type": {"a": 1}, "sku": {"b": 2}}</script>
      <script type="application/ld+json">//<![CDATA[
        {"@context": "x", "@graph": [{"@type": "schema:Product", "productID": 17}]}
      //]]></script>`,
    script: 'window.layer = []',
    events: [PUSHED, ['view', '17']],
  },
  'a button inside of a web component': {
    html: '<div id=host data-item=outer></div>',
    script: `window.layer = []
      host.attachShadow({ mode: 'open' }).innerHTML =
        '<p data-item=inner><button data-kind=save>♡</button></p>'`,
    clicks: ['host'],
    events: [PUSHED, ['save', 'inner']],
  },
  'a data layer that is frozen': {
    script: `window.layer = Object.freeze([{ event: 'purchase', ecommerce: { items: [{ id: 'a' }] } }])`,
    events: [['purchase', 'a']],
  },
  'a data layer that is none': { script: 'window.layer = null', events: [] },
  'entries that throw when they are read': {
    script: `const thrower = () => { throw new Error('read') }
      const items = [{ get item_id() { thrower() } }, { item_id: { toString: thrower } }]
      window.layer = [
        { get event() { thrower() } },
        new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower }),
        { event: 'view_item', ecommerce: { items } },
        { event: 'view_item', ecommerce: { items: [null, 7, 'x', { item_id: 'after' }] } },
        Object.create(null),
        Symbol('x'),
      ]`,
    events: [PUSHED, ['view_item', 'after']],
  },
  'a Tag Manager that replaces push later': {
    script: `window.layer = []
      setTimeout(() => {
        const before = layer.push
        layer.push = function (...entries) { return before.apply(this, entries) }
      }, 50)`,
    events: [PUSHED],
  },
  'ids that are names of objects, or empty': {
    html: `<p id=proto data-item=__proto__>a</p><p id=empty data-item="">b</p>`,
    script: `window.layer = [{ event: 'view_item', ecommerce: { items: [
      { item_id: 'constructor' }, { item_id: '' }, { item_id: NaN }, { item_id: [] } ] } }]`,
    clicks: ['proto', 'empty'],
    events: [PUSHED, ['click', '__proto__'], ['view_item', 'constructor']],
  },
}

beforeAll(buildSdk)

inEachBrowser('capture and listen', (browser) => {
  test('read markup, JSON-LD and a data layer', async () => {
    const site = await startSite(null)
    site.script = `${SCRIPT}
      import { capture } from '/sdk/tacit-capture.js'
      window.capture = capture`
    const page = await openPage(await browser().visitor(), site, { consent: 'granted' })
    await page.run(() => {
      document.head.insertAdjacentHTML(
        'beforeend',
        `<script type="application/ld+json">{"@graph": [{"@type": "BreadcrumbList"},
          {"@type": ["Product"], "sku": "of the page"}]}</script>
        <script type="application/ld+json">{ no JSON</script>`,
      )
      document.body.insertAdjacentHTML(
        'beforeend',
        `<article data-item="card"><b id=inside>title</b><button id=save data-kind=save>♡</button>
          <button id=hostile data-kind="nothing we know">?</button></article><p id=outside>no</p>`,
      )
      const tools = window as unknown as { capture(tacit: object): void; layer: unknown[] }
      tools.capture(window.tacit)
      tools.layer = [{ event: 'purchase', ecommerce: { items: [{ item_id: 'bought' }] } }]
      window.tacit.listen(tools.layer)
    })
    for (const id of ['inside', 'save', 'outside']) await page.click(`#${id}`)
    const events = () =>
      page.run(async () => (await window.tacit.history.list()).map((one) => [one.kind, one.item]))
    await expect
      .poll(async () => (await events()).toSorted())
      .toEqual([
        ['click', 'card'],
        ['purchase', 'bought'],
        ['save', 'card'],
        ['view', 'of the page'],
      ])
    await site.close()
  })
})

inEachBrowser(
  'a hostile page throws nothing',
  (browser) => {
    /** One person for all pages; each page is a site of its own. */
    let visitor: Visitor
    beforeAll(async () => {
      visitor = await browser().visitor()
    })
    afterAll(() => visitor?.close())

    test.each(Object.entries(HOSTILE))('%s', async (_, hostile) => {
      const site = await startSite(null)
      site.script = `${SCRIPT}
        import { capture } from '/sdk/tacit-capture.js'
        window.capture = capture
        window.errors = []
        addEventListener('error', ({ message }) => errors.push(message))
        addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)))`
      const page = await openPage(visitor, site, { consent: 'granted' })
      const { html = '', script = '', clicks = [], events } = hostile
      await page.run(
        async (html, script) => {
          document.body.insertAdjacentHTML('beforeend', html)
          const pageTools = window as unknown as { capture(tacit: object): void; layer: unknown }
          new Function(script)()
          pageTools.capture(window.tacit)
          window.tacit.listen(pageTools.layer as unknown[])
          await new Promise((passed) => setTimeout(passed, 100))
          try {
            ;(pageTools.layer as unknown[]).push({
              event: 'add_to_cart',
              ecommerce: { items: [{ item_id: 'pushed' }] },
            })
          } catch {
            // The page's own fault: a frozen layer takes no push.
          }
        },
        html,
        script,
      )
      for (const id of clicks)
        await page.run((id) => {
          // As a hostile page leaves it: the element's own methods may be gone.
          const element = document.getElementById(id)!
          EventTarget.prototype.dispatchEvent.call(
            element.shadowRoot?.querySelector('button') ?? element,
            new MouseEvent('click', { bubbles: true, composed: true }),
          )
        }, id)
      const found = () =>
        page.run(async () => (await window.tacit.history.list()).map((one) => [one.kind, one.item]))
      await expect.poll(async () => (await found()).toSorted()).toEqual(events)
      expect(await page.run(() => (window as unknown as { errors: string[] }).errors)).toEqual([])
      await site.close()
    })
  },
  PAGE_ENGINES,
)
