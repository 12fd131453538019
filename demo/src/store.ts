import { type Consent, createRecommender, type Facts, type Recommender } from '@tacit-rec/client'
import { understood } from '@tacit-rec/client/search'
import { type Basket, openBasket } from './basket.ts'
import { type Categories, readCategories } from './categories.ts'

/** Results of a search that the shop shows. */
const MAX_FOUND = 300

/** The state of the shop. */
export interface Store {
  tacit: Recommender
  /** Those that lists may show, most popular first. */
  items: Facts[]
  /** Every item, also those that are gone or cannot be bought now. */
  byId: Map<string, Facts>
  categories: Categories
  basket: Basket
  /** What a query finds, best first. */
  search(query: string): Promise<Facts[]>
  /** Tracks a view of an item's page. A reload does not count again. */
  view(id: string): Promise<void>
  addToBasket(id: string): Promise<void>
  removeFromBasket(id: string): Promise<void>
  /** Pretends to sell the items in the basket. */
  buy(): Promise<void>
  setConsent(consent: Consent): Promise<void>
}

/** Opens the shop over the edge that serves this page. */
export async function openStore(): Promise<Store> {
  const tacit = createRecommender({
    edge: location.origin,
    assets: new URL('tacit/', document.baseURI).href,
  })
  await tacit.ready
  const { items: all } = await tacit.catalogue()
  const byId = new Map(all.map((facts) => [facts.id, facts]))
  const listed = all.filter(({ unlisted }) => !unlisted)
  const popular = await tacit.popular({ limit: listed.length })
  const items = [...new Set([...popular.items.map(({ id }) => byId.get(id)!), ...listed])]
  const basket = openBasket((id) => byId.has(id))
  // The shop, too, deletes all that it stored on the device.
  addEventListener('tacit-forgotten', () => basket.clear())
  return {
    tacit,
    items,
    byId,
    categories: readCategories(items),
    basket,
    async search(query) {
      const { words, filter } = await understood(tacit, query)
      const { items, total } = await tacit.search(words, { limit: MAX_FOUND, filter })
      return items.slice(0, total).map(({ id }) => byId.get(id)!)
    },
    async view(id) {
      const last = (await tacit.history.list()).at(-1)
      if (last?.item !== id || last.kind === 'query') tacit.track('view', id)
    },
    async addToBasket(id) {
      if (basket.has(id)) return
      basket.add(id)
      tacit.track('cart', id)
    },
    async removeFromBasket(id) {
      if (!basket.has(id)) return
      basket.remove(id)
      tacit.track('remove_from_cart', id)
    },
    async buy() {
      const bought = [...basket.ids]
      basket.clear()
      for (const id of bought) tacit.track('purchase', id)
    },
    setConsent: (consent) => tacit.consent.set(consent),
  }
}
