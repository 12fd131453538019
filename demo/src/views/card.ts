import type { Facts } from '@tacit/client'
import { cover } from '../covers.ts'
import { h } from '../dom.ts'
import { itemLink } from '../route.ts'
import { price } from '../state.ts'

/** One item as a link: cover, title, author or category, price, and why it is here. */
export function card(facts: Facts, reason?: string): HTMLElement {
  const picture = h('span', { class: 'cover' })
  picture.innerHTML = cover(facts)
  picture.firstElementChild?.setAttribute('aria-hidden', 'true')
  const by =
    typeof facts.author === 'string' ? facts.author : facts.categories?.[0]?.split(' > ').at(-1)
  return h(
    'li',
    { class: 'card', 'data-id': facts.id },
    h(
      'a',
      { href: itemLink(facts.id) },
      picture,
      h('span', { class: 'title' }, facts.title ?? facts.id),
      by && h('span', { class: 'by' }, by),
      price(facts) && h('span', { class: 'price' }, price(facts)),
    ),
    reason && h('p', { class: 'reason' }, reason),
  )
}

/** A titled row of cards that scrolls sideways where it has to. */
export function shelf(
  id: string,
  title: string,
  note = '',
): { section: HTMLElement; list: HTMLElement } {
  const list = h('ul', { class: 'row', role: 'list' })
  const section = h(
    'section',
    { id, class: 'shelf', 'aria-labelledby': `${id}-title` },
    h('header', {}, h('h2', { id: `${id}-title` }, title), h('p', { class: 'note' }, note)),
    list,
  )
  return { section, list }
}
