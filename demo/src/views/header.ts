import { h, slot } from '../dom.ts'
import { basketLink, browseLink, type Route } from '../route.ts'
import type { Shop } from '../state.ts'

/** Name, search, categories and basket. */
export function renderHeader(shop: Shop, route: Route): void {
  const search = h('input', {
    id: 'search',
    type: 'search',
    name: 'q',
    placeholder: 'Search the shelves',
    'aria-label': 'Search',
    autocomplete: 'off',
    value: route.search,
  })
  const form = h('form', { role: 'search' }, search)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    location.hash = browseLink(route.category, search.value.trim())
  })
  const link = (name: string | null, label: string) =>
    h(
      'a',
      {
        href: browseLink(name),
        'aria-current': route.category === name && !route.item && !route.basket ? 'page' : false,
      },
      label,
    )
  slot('header').replaceChildren(
    h('a', { class: 'brand', href: '#/' }, 'The Quiet Shelf'),
    form,
    h(
      'a',
      { class: 'basket-link', href: basketLink, 'aria-current': route.basket ? 'page' : false },
      'Basket ',
      h('span', { id: 'basket-count' }, String(shop.basket.size)),
    ),
    h(
      'nav',
      { 'aria-label': 'Categories' },
      link(null, 'Everything'),
      ...shop.categories.map(({ name }) => link(name, name)),
    ),
  )
}
