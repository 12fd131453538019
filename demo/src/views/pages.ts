import type { Facts } from '@tacit/client'
import { cover } from '../covers.ts'
import { announce, h } from '../dom.ts'
import { browseLink, itemLink, type Route } from '../route.ts'
import { browse, price, type Shop } from '../state.ts'
import { card, shelf } from './card.ts'

const PAGE = 24

/** The grid of a category or a search, a page at a time: 12,000 items stay smooth. */
export function gridPage(shop: Shop, { category, search }: Route): HTMLElement {
  const found = browse(shop, category, search)
  const list = h('ul', { class: 'grid', role: 'list' })
  const more = h('button', { type: 'button', class: 'more', onclick: () => add() }, 'Show more')
  let shown = 0
  function add(): void {
    const next = found.slice(shown, shown + PAGE)
    const first = list.children.length
    list.append(...next.map((facts) => card(facts)))
    shown += next.length
    more.hidden = shown >= found.length
    // Who pressed the button by keyboard goes on from what it brought.
    if (first) list.children[first]?.querySelector('a')?.focus()
  }
  add()
  const title = search
    ? `“${search}”${category ? ` in ${category}` : ''}`
    : (category ?? 'Everything')
  return h(
    'section',
    { class: 'browse', 'aria-labelledby': 'browse-title' },
    h(
      'header',
      {},
      h('h2', { id: 'browse-title' }, title),
      h(
        'p',
        { class: 'note' },
        found.length === 1 ? '1 item' : `${found.length.toLocaleString('en')} items`,
      ),
    ),
    found.length ? list : h('p', {}, 'Nothing matches. Try fewer words, or another category.'),
    more,
  )
}

/** One item, and what is like it. Looking at it is an event; so is putting it into the basket. */
export function itemPage(shop: Shop, facts: Facts): HTMLElement {
  const picture = h('div', { class: 'cover large' })
  picture.innerHTML = cover(facts)
  const alike = shelf('similar', 'Similar items')
  void shop.tacit.similar(facts.id, { limit: 8 }).then(({ items }) => {
    alike.list.replaceChildren(...items.map((item) => card(item.facts)))
    alike.section.hidden = items.length === 0
  })
  const button = h('button', { type: 'button', class: 'primary' }, '')
  const label = () => {
    button.textContent = shop.basket.has(facts.id) ? 'In your basket' : 'Put into the basket'
  }
  button.addEventListener('click', () => {
    if (shop.basket.has(facts.id)) return
    shop.basket.add(facts.id)
    label()
    announce(`${facts.title ?? facts.id} is in your basket`)
    document.dispatchEvent(new CustomEvent('basket'))
    void shop.tacit.track('cart', facts.id)
  })
  label()
  const year = Number(facts.year)
  const published = facts.year === undefined ? '' : year < 0 ? `${-year} BCE` : String(facts.year)
  return h(
    'article',
    { class: 'item' },
    picture,
    h(
      'div',
      { class: 'facts' },
      h('h1', {}, facts.title ?? facts.id),
      h('p', { class: 'by' }, [facts.author, published].filter(Boolean).join(' · ')),
      facts.description && h('p', { class: 'description' }, facts.description),
      h(
        'ul',
        { class: 'tags', role: 'list' },
        ...(facts.categories ?? []).map((path) => {
          const name = path.split(' > ').at(-1)!
          return h('li', {}, h('a', { href: browseLink(name) }, name))
        }),
      ),
      h(
        'p',
        { class: 'buy' },
        price(facts) && h('strong', { class: 'price' }, price(facts)),
        facts.availability && h('span', { class: 'note' }, String(facts.availability)),
      ),
      button,
    ),
    alike.section,
  )
}

/** What was put into the basket. Buying is an event for each of its items. */
export function basketPage(shop: Shop): HTMLElement {
  const items = [...shop.basket].map((id) => shop.byId.get(id)!)
  const total = items.reduce((sum, { price = 0 }) => sum + price, 0)
  const buy = h('button', { type: 'button', class: 'primary' }, 'Buy')
  buy.addEventListener('click', async () => {
    for (const { id } of items) await shop.tacit.track('purchase', id)
    shop.basket.clear()
    document.dispatchEvent(new CustomEvent('basket'))
    announce('Bought. Nothing was really ordered: this is a demonstration.')
    location.hash = '#/'
  })
  return h(
    'section',
    { class: 'basket' },
    h('h1', {}, 'Your basket'),
    items.length
      ? h(
          'ul',
          { role: 'list' },
          ...items.map((facts) =>
            h(
              'li',
              {},
              h('a', { href: itemLink(facts.id) }, facts.title ?? facts.id),
              h('span', {}, price(facts)),
            ),
          ),
        )
      : h('p', {}, 'It is empty.'),
    items.length > 0 && total > 0 && h('p', { class: 'total' }, `Together ${total.toFixed(2)}`),
    items.length > 0 && buy,
  )
}
