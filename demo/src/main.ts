import type { Facts } from '@tacit-rec/client'
import './style/base.css'
import './style/shop.css'
import './style/pages.css'
import './style/device.css'
import { h, slot } from './dom.ts'
import { leafOf, titleOf } from './facts.ts'
import { type Route, readRoute } from './route.ts'
import { openStore, type Store } from './store.ts'
import {
  basketPage,
  devicePanel,
  forYou,
  header,
  itemPage,
  listing,
  markBasket,
  showConsent,
} from './views/index.ts'

const store = await openStore()
if (store.items.length) open(store)
else {
  const { reason = 'the catalogue is empty' } = await store.tacit.recommend({ limit: 1 })
  slot('main').replaceChildren(
    h('h1', {}, 'The shop is empty'),
    h(
      'p',
      { class: 'empty' },
      `The catalogue could not be loaded: ${reason}. Is the edge running?`,
    ),
  )
}

function open(store: Store): void {
  const top = header(store)
  const shelf = forYou(store)
  const panel = devicePanel(store)
  const page = h('div', { id: 'page' })
  slot('main').replaceChildren(shelf.element, page)
  let route: Route = readRoute()

  async function show(): Promise<void> {
    const next = readRoute()
    route = next
    const query = next.page === 'list' ? next.query : ''
    const found = query ? await store.search(query) : []
    // Meanwhile the visitor may have gone elsewhere.
    if (route !== next) return
    top.update(route)
    shelf.compact(route.page !== 'list')
    const facts = route.page === 'item' ? store.byId.get(route.id) : undefined
    page.replaceChildren(pageOf(store, route, found))
    document.title = `${titleFor(store, route)} · Lantern`
    if (facts) void store.view(facts.id)
    void rank()
  }

  async function rank(): Promise<void> {
    const ranked = await shelf.refresh(route.page === 'list' ? route.category : '')
    await panel.refresh(ranked)
  }

  // Rank once after several changes in a row, such as an order of five items.
  let waiting = false
  const changed = () => {
    if (waiting) return
    waiting = true
    queueMicrotask(() => {
      waiting = false
      showConsent(store)
      void rank()
    })
  }
  store.tacit.on('change', changed)
  store.tacit.on('update', changed)
  store.basket.subscribe(() => markBasket(store))
  addEventListener('hashchange', async () => {
    // The skip link points into the current page.
    if (!location.hash.startsWith('#/') && location.hash) return
    const typing = document.activeElement?.localName === 'tacit-search'
    await show()
    if (typing) return
    scrollTo({ top: 0, behavior: 'instant' })
    page.querySelector('h1')?.focus({ preventScroll: true })
  })
  void show()
  showConsent(store)
}

function pageOf(store: Store, route: Route, found: Facts[]): HTMLElement {
  if (route.page === 'basket') return basketPage(store)
  if (route.page === 'list') return listing(store, route.category, route.query, found)
  const facts = store.byId.get(route.id)
  if (facts) return itemPage(store, facts)
  return h(
    'section',
    {},
    h('h1', { tabindex: -1 }, 'Not found'),
    h('p', { class: 'empty' }, 'This shop does not have this item.'),
  )
}

function titleFor({ byId }: Store, route: Route): string {
  if (route.page === 'basket') return 'Basket'
  if (route.page === 'list')
    return route.query || (route.category ? leafOf(route.category) : 'All items')
  const facts = byId.get(route.id)
  return facts ? titleOf(facts) : 'Not found'
}
