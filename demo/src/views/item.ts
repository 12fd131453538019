import type { Facts } from '@tacit-rec/client'
import { coverOf } from '../covers/index.ts'
import { announce, h } from '../dom.ts'
import { canOrder, leafOf, makerOf, priceOf, titleOf, yearOf } from '../facts.ts'
import { BASKET, categoryLink } from '../route.ts'
import type { Store } from '../store.ts'
import { trail } from './listing.ts'
import { shelfOf } from './shelf.ts'

const SIMILAR = 12

/** One item, and similar items. */
export function itemPage(store: Store, facts: Facts): HTMLElement {
  const { categories = [], description, availability } = facts
  const made = [makerOf(facts), yearOf(facts)].filter(Boolean).join(' · ')
  const price = priceOf(facts)
  return h(
    'article',
    { class: 'item', 'data-id': facts.id },
    categories.length ? trail({ path: categories[0] }) : null,
    h(
      'div',
      { class: 'item-body' },
      h('div', { class: 'item-cover' }, coverOf(facts)),
      h(
        'div',
        { class: 'item-text' },
        h('h1', { tabindex: -1 }, titleOf(facts)),
        made ? h('p', { class: 'maker' }, made) : null,
        description ? h('p', { class: 'description' }, description) : null,
        h(
          'p',
          { class: 'offer' },
          price ? h('strong', { class: 'price' }, price) : null,
          availability
            ? h('span', { class: `availability ${canOrder(facts) ? 'here' : ''}` }, availability)
            : null,
        ),
        canOrder(facts) ? buyButton(store, facts) : null,
        tags(facts),
      ),
    ),
    similar(store, facts),
  )
}

function buyButton(store: Store, facts: Facts): HTMLElement {
  const link = h('a', { class: 'button quiet', href: BASKET, hidden: true }, 'Go to basket')
  const button = h('button', {
    type: 'button',
    class: 'button',
    id: 'put',
    onclick: async () => {
      announce(`${titleOf(facts)} was added to the basket`)
      await store.addToBasket(facts.id)
      update()
    },
  })
  function update(): void {
    const inside = store.basket.has(facts.id)
    button.textContent = inside ? 'In the basket ✓' : 'Add to basket'
    link.hidden = !inside
  }
  update()
  return h('p', { class: 'buy' }, button, link)
}

function tags({ categories = [], intents }: Facts): HTMLElement | null {
  const names = Array.isArray(intents) ? intents.filter((name) => typeof name === 'string') : []
  if (categories.length + names.length === 0) return null
  return h(
    'ul',
    { class: 'chips', 'aria-label': 'Also found under' },
    ...categories.map((path) =>
      h('li', {}, h('a', { class: 'chip', href: categoryLink(path), title: path }, leafOf(path))),
    ),
    ...names.map((name) => h('li', {}, h('span', { class: 'chip plain' }, name))),
  )
}

function similar(store: Store, facts: Facts): HTMLElement {
  const shelf = shelfOf(store, 'Similar items', { reasons: false })
  shelf.setAttribute('list', 'similar')
  shelf.setAttribute('item', facts.id)
  shelf.setAttribute('limit', String(SIMILAR))
  shelf.append(h('h2', { slot: 'heading' }, 'Similar items'))
  return h('section', { class: 'similar' }, shelf)
}
