import './style.css'
import { h, slot } from './dom.ts'
import { readRoute } from './route.ts'
import { keepBasket, openShop, type Shop } from './state.ts'
import { forYou } from './views/for-you.ts'
import { renderHeader } from './views/header.ts'
import { basketPage, gridPage, itemPage } from './views/pages.ts'
import { askConsent, devicePanel } from './views/panel.ts'

const shop = await openShop()
if (shop.items.length) start(shop)
else
  slot('main').append(
    h(
      'p',
      { class: 'empty' },
      'The shelves could not be loaded. Is the edge running? Then reload this page.',
    ),
  )

function start(shop: Shop): void {
  const shelf = forYou(shop)
  const panel = devicePanel(shop)
  const page = h('div', { id: 'page' })
  slot('main').append(shelf.section, page)

  function show(): void {
    const route = readRoute()
    renderHeader(shop, route)
    const facts = route.item === null ? undefined : shop.byId.get(route.item)
    if (facts) void look(facts.id)
    page.replaceChildren(
      facts
        ? itemPage(shop, facts)
        : route.item !== null
          ? h('p', { class: 'empty' }, `There is no “${route.item}” on these shelves.`)
          : route.basket
            ? basketPage(shop)
            : gridPage(shop, route),
    )
    document.title = `${facts?.title ?? route.category ?? 'All shelves'} · The Quiet Shelf`
  }

  /** Looking again at what was looked at last, as a reload does, is nothing new. */
  async function look(item: string): Promise<void> {
    const last = (await shop.tacit.history()).at(-1)
    if (last?.item !== item) await shop.tacit.track('view', item)
  }

  let pending = false
  function refresh(): void {
    if (pending) return
    pending = true
    queueMicrotask(async () => {
      pending = false
      await shelf.refresh()
      await panel.refresh()
      if (shop.tacit.consent() !== 'pending') slot('banner').replaceChildren()
    })
  }

  // The link's address is a place on this page, and the address is where the shop keeps its own.
  document.querySelector('.skip')!.addEventListener('click', (event) => {
    event.preventDefault()
    slot('main').focus()
  })
  shop.tacit.subscribe(refresh)
  addEventListener('hashchange', () => {
    show()
    scrollTo({ top: 0 })
    // A new page is read from its top; focus would otherwise stay where the old one was.
    slot('main').focus({ preventScroll: true })
  })
  document.addEventListener('basket', () => {
    keepBasket(shop)
    const count = document.getElementById('basket-count')
    if (count) count.textContent = String(shop.basket.size)
  })
  show()
  refresh()
  askConsent(shop)
}
