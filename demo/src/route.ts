/** The current page, stored in the URL's hash, which browsers never send. */
export type Route =
  | { page: 'list'; category: string; query: string }
  | { page: 'item'; id: string }
  | { page: 'basket' }

export function readRoute(hash = location.hash): Route {
  const at = new URLSearchParams(hash.startsWith('#/?') ? hash.slice(3) : '')
  const id = at.get('item')
  if (id !== null) return { page: 'item', id }
  if (hash === '#/basket') return { page: 'basket' }
  return { page: 'list', category: at.get('in') ?? '', query: at.get('q') ?? '' }
}

export const HOME = '#/'
export const BASKET = '#/basket'

export function itemLink(id: string): string {
  return `#/?${new URLSearchParams({ item: id })}`
}

export function categoryLink(path: string): string {
  return path ? `#/?${new URLSearchParams({ in: path })}` : HOME
}

export function searchLink(query: string): string {
  return query.trim() ? `#/?${new URLSearchParams({ q: query })}` : HOME
}
