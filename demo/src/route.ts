/** What the address says: everything is in the hash, so that any static server will do. */
export interface Route {
  item: string | null
  category: string | null
  search: string
  basket: boolean
}

export function readRoute(): Route {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  const search = new URLSearchParams(query)
  const [kind, ...rest] = path.split('/')
  return {
    item: kind === 'item' ? decoded(rest.join('/')) : null,
    category: search.get('category'),
    search: search.get('q') ?? '',
    basket: kind === 'basket',
  }
}

/** Addresses are typed and cut short by people: what cannot be decoded is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const itemLink = (id: string): string => `#/item/${encodeURIComponent(id)}`
export const basketLink = '#/basket'

export function browseLink(category: string | null, search = ''): string {
  const query = new URLSearchParams()
  if (category) query.set('category', category)
  if (search) query.set('q', search)
  return query.size ? `#/?${query}` : '#/'
}
