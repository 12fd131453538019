import { expect, test } from 'vitest'
import { readDataLayer } from '../../client/capture/data-layer.ts'
import { inEachBrowser } from '../browser/engines.ts'
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

inEachBrowser('capture and listen', (browser) => {
  test('read markup, JSON-LD and a data layer', async () => {
    buildSdk()
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
