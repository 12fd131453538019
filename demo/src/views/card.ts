import type { Facts } from '@tacit-rec/client'
import { coverOf } from '../covers/index.ts'
import { announce, h } from '../dom.ts'
import { makerOf, priceOf, titleOf } from '../facts.ts'
import { itemLink } from '../route.ts'
import type { Store } from '../store.ts'

export interface Card {
  element: HTMLElement
  /** Replaces the reason; an empty one is hidden. */
  explain(reason: string): void
}

/**
 * One item of a list: cover, title, maker, price, basket button and reason.
 *
 * @param tag `li` in a list of the shop, `div` in a shelf
 */
export function cardOf(store: Store, facts: Facts, tag: 'li' | 'div' = 'li'): Card {
  const why = h('p', { class: 'reason', hidden: true })
  const element = h(
    tag,
    { class: 'card', 'data-id': facts.id },
    h(
      'a',
      { class: 'card-link', href: itemLink(facts.id) },
      h('span', { class: 'card-cover' }, coverOf(facts)),
      h(
        'span',
        { class: 'card-text' },
        h('span', { class: 'title' }, titleOf(facts)),
        makerOf(facts) ? h('span', { class: 'maker' }, makerOf(facts)) : null,
      ),
    ),
    h(
      'div',
      { class: 'card-foot' },
      h('span', { class: 'price' }, priceOf(facts)),
      basketButton(store, facts),
    ),
    why,
  )
  return {
    element,
    explain(text) {
      why.textContent = text
      why.title = text
      why.hidden = !text
    },
  }
}

function basketButton(store: Store, facts: Facts): HTMLButtonElement {
  const title = titleOf(facts)
  const button = h('button', {
    type: 'button',
    class: 'add',
    'aria-label': `Add ${title} to the basket`,
    'aria-pressed': String(store.basket.has(facts.id)),
    title: 'Add to basket',
    onclick: async () => {
      if (store.basket.has(facts.id)) {
        announce(`${title} was removed from the basket`)
        await store.removeFromBasket(facts.id)
      } else {
        announce(`${title} was added to the basket`)
        await store.addToBasket(facts.id)
      }
    },
  })
  return button
}

/** Updates the basket buttons of all cards. */
export function markBasket({ basket }: Store): void {
  for (const card of document.querySelectorAll<HTMLElement>('.card[data-id]'))
    card
      .querySelector('.add')
      ?.setAttribute('aria-pressed', String(basket.has(card.dataset.id ?? '')))
}
