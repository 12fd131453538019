import type { Facts } from '@tacit-rec/client'
import { coverOf } from '../covers/index.ts'
import { announce, h } from '../dom.ts'
import { makerOf, priceOf, titleOf, totalOf } from '../facts.ts'
import { HOME, itemLink } from '../route.ts'
import type { Store } from '../store.ts'

/** The basket, and a checkout that charges nothing. */
export function basketPage(store: Store): HTMLElement {
  const page = h('section', { class: 'basket', 'aria-labelledby': 'basket-heading' })

  function show(thanks = false): void {
    const items = store.basket.ids.flatMap((id) => store.byId.get(id) ?? [])
    const heading = h('h1', { id: 'basket-heading', tabindex: -1 }, thanks ? 'Thank you' : 'Basket')
    page.replaceChildren(heading, ...(items.length ? filled(items) : [empty(thanks)]))
  }

  function filled(items: Facts[]): HTMLElement[] {
    const total = totalOf(items)
    const lines = items.map((facts) =>
      h(
        'li',
        { class: 'line' },
        h('span', { class: 'line-cover' }, coverOf(facts)),
        h(
          'span',
          { class: 'line-text' },
          h('a', { class: 'title', href: itemLink(facts.id) }, titleOf(facts)),
          h('span', { class: 'maker' }, makerOf(facts)),
        ),
        h('span', { class: 'price' }, priceOf(facts)),
        h(
          'button',
          {
            type: 'button',
            class: 'button quiet small',
            'aria-label': `Remove ${titleOf(facts)}`,
            onclick: async () => {
              await store.removeFromBasket(facts.id)
              announce(`${titleOf(facts)} was removed from the basket`)
              show()
              page.querySelector('h1')?.focus()
            },
          },
          'Remove',
        ),
      ),
    )
    const order = async () => {
      await store.buy()
      announce('Thank you. Nothing was charged.')
      show(true)
      page.querySelector('h1')?.focus()
    }
    return [
      h('ul', { class: 'lines' }, ...lines),
      h(
        'p',
        { class: 'till' },
        total ? h('span', {}, 'Total ', h('strong', {}, total)) : null,
        h('button', { type: 'button', class: 'button', id: 'order-all', onclick: order }, 'Order'),
        h('span', { class: 'note' }, 'This is a demo: nothing is charged or sent.'),
      ),
    ]
  }

  function empty(thanks: boolean): HTMLElement {
    return h(
      'p',
      { class: 'empty' },
      thanks ? 'This was a demo: nothing was charged or sent. ' : 'Your basket is empty. ',
      h('a', { href: HOME }, 'Back to the shop'),
    )
  }

  show()
  return page
}
