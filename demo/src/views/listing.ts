import type { Facts } from '@tacit-rec/client'
import { type Category, inCategory } from '../categories.ts'
import { h } from '../dom.ts'
import { leafOf, titleOf } from '../facts.ts'
import { categoryLink } from '../route.ts'
import type { Store } from '../store.ts'
import { cardOf } from './card.ts'

/** Cards per step, so that a large catalogue never fills the page at once. */
const PAGE = 30

const ORDERS: Record<string, (a: Facts, b: Facts) => number> = {
  'Most popular': () => 0,
  'Title, A to Z': (a, b) => titleOf(a).localeCompare(titleOf(b)),
  'Price, lowest first': (a, b) => (a.price ?? Infinity) - (b.price ?? Infinity),
  'Price, highest first': (a, b) => (b.price ?? -Infinity) - (a.price ?? -Infinity),
}
/** The visitor's last choice, until the page is closed. */
let order = Object.keys(ORDERS)[0]

/**
 * All items, the items of a category, or the results of a search.
 *
 * @param results what the query found, best first
 */
export function listing(
  store: Store,
  category: string,
  query: string,
  results: Facts[],
): HTMLElement {
  const found = query
    ? results
    : category
      ? store.items.filter((facts) => inCategory(facts, category))
      : store.items
  const heading = query ? `Results for “${query}”` : category ? leafOf(category) : 'All items'
  const node = category ? store.categories.find(category) : undefined
  const grid = h('ul', { class: 'grid' })
  const more = h('div', { class: 'more' })
  const priced = found.some(({ price }) => typeof price === 'number')

  function show(): void {
    const sorted = order in ORDERS ? found.toSorted(ORDERS[order]) : found
    grid.replaceChildren()
    addPage(sorted)
  }

  function addPage(sorted: Facts[]): void {
    const from = grid.childElementCount
    const added = sorted.slice(from, from + PAGE).map((facts) => cardOf(store, facts).element)
    grid.append(...added)
    const left = sorted.length - grid.childElementCount
    const next = Math.min(PAGE, left)
    more.replaceChildren(
      h('p', {}, `${grid.childElementCount.toLocaleString()} of ${sorted.length.toLocaleString()}`),
    )
    if (left > 0)
      more.append(
        h(
          'button',
          {
            type: 'button',
            class: 'button quiet',
            onclick: () => {
              const at = grid.childElementCount
              addPage(sorted)
              grid.children[at]?.querySelector('a')?.focus({ preventScroll: true })
            },
          },
          `Show ${next} more`,
        ),
      )
  }

  show()
  const count = found.length === 1 ? '1 item' : `${found.length.toLocaleString()} items`
  return h(
    'section',
    { class: 'listing', 'aria-labelledby': 'listing-heading' },
    node ? trail(node) : null,
    h(
      'div',
      { class: 'head' },
      h('h1', { id: 'listing-heading', tabindex: -1 }, heading),
      h('p', { class: 'note' }, count),
      found.length > 1 ? sorting(priced, query ? 'Best match' : 'Most popular', show) : null,
    ),
    node?.children.length ? children(node) : null,
    found.length
      ? h('div', {}, grid, more)
      : h('p', { class: 'empty' }, 'No items found. Try fewer or other words.'),
  )
}

/** @param first name of the order that the items have */
function sorting(priced: boolean, first: string, show: () => void): HTMLElement {
  const options = Object.keys(ORDERS)
    .filter((name) => priced || !name.startsWith('Price'))
    .map((name, n) =>
      h('option', { value: name, selected: name === order }, n === 0 ? first : name),
    )
  const select = h(
    'select',
    {
      id: 'order',
      onchange: () => {
        order = select.value
        show()
      },
    },
    ...options,
  )
  return h('label', { class: 'order' }, 'Sort by ', select)
}

/** A breadcrumb: Fiction › Crime, each step a link. */
export function trail({ path }: Pick<Category, 'path'>): HTMLElement {
  const steps = path.split(' > ')
  return h(
    'nav',
    { class: 'trail', 'aria-label': 'Breadcrumb' },
    h('a', { href: categoryLink('') }, 'All'),
    ...steps.map((name, n) =>
      h('a', { href: categoryLink(steps.slice(0, n + 1).join(' > ')) }, name),
    ),
  )
}

function children({ children }: Category): HTMLElement {
  return h(
    'ul',
    { class: 'chips', 'aria-label': 'Subcategories' },
    ...children
      .slice(0, 24)
      .map(({ path, name, count }) =>
        h(
          'li',
          {},
          h(
            'a',
            { class: 'chip', href: categoryLink(path) },
            name,
            h('span', { class: 'count' }, ` ${count.toLocaleString()}`),
          ),
        ),
      ),
  )
}
