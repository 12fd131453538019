import { defineSearch, type SearchElementEvents, type TacitSearch } from '@tacit-rec/client/search'
import { h, slot } from '../dom.ts'
import { BASKET, categoryLink, HOME, itemLink, type Route, searchLink } from '../route.ts'
import type { Store } from '../store.ts'

const MAX_DEPARTMENTS = 14

defineSearch()

export interface Header {
  /** Marks the current page. */
  update(route: Route): void
}

/** Brand, search, basket and departments. Built once, so that it never interrupts typing. */
export function header(store: Store): Header {
  const search = document.createElement('tacit-search') as TacitSearch
  search.className = 'search'
  search.recommender = store.tacit
  search.setAttribute('label', 'Search the shop')
  search.setAttribute('placeholder', `Search ${store.items.length.toLocaleString()} items`)
  search.addEventListener('tacit-query', (event) => {
    event.preventDefault()
    location.hash = searchLink(search.value)
  })
  search.addEventListener('tacit-select', (event) => {
    event.preventDefault()
    const { detail } = event as CustomEvent<SearchElementEvents['tacit-select']>
    location.hash = itemLink(detail.item.id)
  })
  const count = h('span', { id: 'basket-count', class: 'badge' })
  const basket = h('a', { class: 'basket-link', href: BASKET }, 'Basket ', count)
  const departments = [
    { path: '', name: 'Everything' },
    ...store.categories.roots.slice(0, MAX_DEPARTMENTS),
  ].map(({ path, name }) => ({ path, link: h('a', { href: categoryLink(path) }, name) }))
  const nav = h(
    'nav',
    { class: 'departments', 'aria-label': 'Departments', hidden: departments.length < 2 },
    h('ul', {}, ...departments.map(({ link }) => h('li', {}, link))),
  )
  slot('header').replaceChildren(
    h(
      'div',
      { class: 'bar' },
      h(
        'a',
        { class: 'brand', href: HOME },
        h('span', { class: 'flame', 'aria-hidden': 'true' }),
        'Lantern',
      ),
      search,
      basket,
    ),
    nav,
  )
  const showCount = () => {
    count.textContent = String(store.basket.ids.length)
    basket.setAttribute('aria-label', `Basket, ${store.basket.ids.length} items`)
  }
  store.basket.subscribe(showCount)
  showCount()

  return {
    update(route) {
      const query = route.page === 'list' ? route.query : ''
      if (document.activeElement !== search) search.value = query
      for (const { path, link } of departments) {
        const inside =
          route.page === 'list' &&
          !query &&
          (path ? `${route.category} > `.startsWith(`${path} > `) : !route.category)
        if (inside) link.setAttribute('aria-current', 'page')
        else link.removeAttribute('aria-current')
        // On a phone the departments scroll sideways.
        if (inside) link.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }
    },
  }
}
