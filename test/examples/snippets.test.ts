import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Liquid } from 'liquidjs'
import { afterEach, expect, it } from 'vitest'
import type { HistoryEvent, Recommender } from '../../client/index.ts'
import { HOSTILE } from '../elements/pages.ts'
import { shopPage } from '../elements/shop-page.ts'

declare const window: { tacit(name: string, ...args: unknown[]): void } & Record<string, unknown>

const EXAMPLES = resolve(import.meta.dirname, '../../examples')
const read = (path: string) => readFile(join(EXAMPLES, path), 'utf8')

// Whatever a catalogue says, no snippet runs it.
const shop = shopPage({ title: (item) => `Title ${item} ${HOSTILE[item % HOSTILE.length]}` })
const { shelves } = shop
afterEach(async () => {
  expect(await shop.page.evaluate(() => 'attacked' in window)).toBe(false)
})
const open = (path: string, body: string, before = '') => shop.open(before + body, { path })
const errors = () => shop.printed.filter((line) => line.startsWith('error: '))

/** The events of the recommender that the page's elements use. */
const events = async () => {
  const all = await shop.page.evaluate(async () => {
    const key = Symbol.for('tacit.recommender') as unknown as string
    const tacit = (globalThis as unknown as Record<string, Recommender | undefined>)[key]
    return (await tacit?.history.list()) ?? ([] as HistoryEvent[])
  })
  return all.map(({ kind, item }) => `${kind} ${item}`)
}
const consent = () =>
  shop.page.evaluate(() => {
    const key = Symbol.for('tacit.recommender') as unknown as string
    return (globalThis as unknown as Record<string, Recommender>)[key].consent.status
  })

/** A section as Shopify renders it; the schema is for the theme editor. */
async function section(product?: { id: string }): Promise<string> {
  const source = (await read('shopify/tacit.liquid')).replace(
    /{% schema %}([\s\S]*){% endschema %}/,
    '',
  )
  const settings = { edge: shop.url, heading: 'For "you" & me', limit: 6 }
  const data = { section: { id: 's1', settings }, request: { locale: { iso_code: 'en' } }, product }
  return new Liquid().parseAndRender(source, data)
}

/** Shopify's consent banner, before any answer. */
const BANNER = `<script>
  window.said = ''
  window.Shopify = {
    customerPrivacy: {
      currentVisitorConsent: () => ({ preferences: window.said }),
      preferencesProcessingAllowed: () => window.said === 'yes',
    },
    loadFeatures: (_, loaded) => loaded(),
  }
  window.say = (said) => {
    window.said = said
    document.dispatchEvent(new Event('visitorConsentCollected'))
  }
</script>`

it('Shopify: a product page shows similar products and tracks view and cart', async () => {
  const form = `<form action="/cart/add" method="post" onsubmit="event.preventDefault()">
    <input type="hidden" name="product-id" value="item-7"><button>Add to cart</button></form>`
  await open(
    '/product.html',
    `${form}${await section({ id: 'item-7' })}${await section({ id: 'item-7' })}`,
    BANNER,
  )
  await expect.poll(shelves).toEqual([6, 6])
  await expect.poll(events).toEqual(['view item-7'])
  await shop.page.click('text=Add to cart')
  await expect.poll(events).toEqual(['view item-7', 'cart item-7'])
  expect(await shop.page.textContent('tacit-shelf >> h2')).toBe('For "you" & me')
  expect(errors()).toEqual([])
})

it("Shopify: the theme's banner decides what is stored", async () => {
  await open('/home.html', await section(), BANNER)
  await expect.poll(shelves).toEqual([6])
  expect(await consent()).toBe('pending')
  await shop.page.evaluate(() => (window.say as (said: string) => void)('yes'))
  await expect.poll(consent).toBe('granted')
  await shop.page.evaluate(() => (window.say as (said: string) => void)('no'))
  await expect.poll(consent).toBe('denied')
})

it('Shopify: the schema is JSON that a theme editor can read', async () => {
  const [, schema] = /{% schema %}([\s\S]*){% endschema %}/.exec(
    await read('shopify/tacit.liquid'),
  )!
  expect(JSON.parse(schema).settings.map(({ id }: { id: string }) => id)).toEqual([
    'edge',
    'heading',
    'limit',
  ])
})

/** What the plugin prints at the foot of a page, with what PHP would have put in. */
async function footer(data: object): Promise<string> {
  const [, printed] = /\?>\n([\s\S]*?)\n\s*<\?php\n}\);/.exec(await read('woocommerce/tacit.php'))!
  const json = JSON.stringify({ edge: shop.url, product: null, bought: [], ...data })
  return printed.replace(/<\?php echo wp_json_encode.*?\?>/, json)
}
const SHELF = '<tacit-shelf label="For you" limit="8" list="recommend"></tacit-shelf>'

it('WooCommerce: a product page tracks view and cart', async () => {
  const button = '<button class="single_add_to_cart_button" value="item-9">Add to cart</button>'
  await open('/product.html', SHELF + button + (await footer({ product: 'item-9' })))
  await expect.poll(shelves).toEqual([8])
  await shop.page.click('text=Add to cart')
  await expect.poll(events).toEqual(['view item-9', 'cart item-9'])
  expect(errors()).toEqual([])
})

it('WooCommerce: an order counts once, however often its page is opened', async () => {
  const order = { bought: ['item-1', 'item-2'], order: '77' }
  const consented = '<script>function wp_has_consent() { return true }</script>'
  await open('/order.html', SHELF + (await footer(order)), consented)
  await expect.poll(events).toEqual(['purchase item-1', 'purchase item-2'])
  await shop.page.reload()
  await expect.poll(shelves).toEqual([8])
  await expect.poll(events).toEqual(['purchase item-1', 'purchase item-2'])
  expect(await consent()).toBe('granted')
  await shop.page.evaluate(() =>
    document.dispatchEvent(
      new CustomEvent('wp_listen_for_consent_change', { detail: { preferences: 'deny' } }),
    ),
  )
  await expect.poll(consent).toBe('denied')
})

it('Tag Manager: reads the data layer, from its start and later on', async () => {
  const layer = `<script>window.dataLayer = [
    { event: 'gtm.js' },
    { event: 'view_item', ecommerce: { items: [{ item_id: 'item-3' }] } },
    { event: 'view_item', ecommerce: null },
  ]</script>`
  await open('/gtm.html', SHELF + (await read('tag-manager/tag.html')), layer)
  await expect.poll(shelves).toEqual([8])
  await shop.page.evaluate(() => {
    const push = (entry: object) => (window.dataLayer as object[]).push(entry)
    push({ event: 'add_to_cart', ecommerce: { items: [{ item_id: 'item-4' }, {}] } })
    push({ event: 'purchase', ecommerce: { items: [{ item_id: 5 }, { item_id: 'item-6' }] } })
    push({ event: 'scroll', items: [{ item_id: 'item-8' }] })
  })
  await expect
    .poll(events)
    .toEqual(['view_item item-3', 'add_to_cart item-4', 'purchase 5', 'purchase item-6'])
  await shop.page.evaluate(() => window.tacit('consent.set', 'granted'))
  await expect.poll(consent).toBe('granted')
  expect(errors()).toEqual([])
})
