import { type Consent, createRecommender, type Facts, type Recommender } from '@tacit-rec/client'
import { type Basket, openBasket } from './basket.ts'
import { type Categories, readCategories } from './categories.ts'
import { keepRefusal, readRefusal } from './consent.ts'
import { searcher } from './search.ts'

/** Everything that the pages show. */
export interface Store {
  tacit: Recommender
  /** Most popular first. */
  items: Facts[]
  byId: Map<string, Facts>
  categories: Categories
  basket: Basket
  search(query: string): Facts[]
  /** A person opened an item's page. A reload of the same page is no second look. */
  look(id: string): Promise<void>
  putIntoBasket(id: string): Promise<void>
  /** Pretends to sell what is in the basket. */
  buy(): Promise<void>
  setConsent(consent: Consent): Promise<void>
  /** Everything that this shop keeps on the device. */
  forget(): Promise<void>
}

/** Opens the catalogue of the edge that serves this page. */
export async function openStore(): Promise<Store> {
  const tacit = createRecommender({
    edge: location.origin,
    assets: new URL('tacit/', document.baseURI).href,
    consent: readRefusal(),
  })
  await tacit.ready
  const { items: unordered } = await tacit.catalogue()
  const byId = new Map(unordered.map((facts) => [facts.id, facts]))
  const popular = await tacit.popular({ limit: unordered.length })
  const items = [...new Set([...popular.items.map(({ id }) => byId.get(id)!), ...unordered])]
  const basket = openBasket((id) => byId.has(id))
  return {
    tacit,
    items,
    byId,
    categories: readCategories(items),
    basket,
    search: searcher(items),
    async look(id) {
      const last = (await tacit.history()).at(-1)
      if (last?.item !== id) await tacit.track('view', id)
    },
    async putIntoBasket(id) {
      if (basket.has(id)) return
      basket.add(id)
      await tacit.track('cart', id)
    },
    async buy() {
      const bought = [...basket.ids]
      basket.clear()
      for (const id of bought) await tacit.track('purchase', id)
    },
    async setConsent(consent) {
      keepRefusal(consent)
      await tacit.setConsent(consent)
    },
    async forget() {
      keepRefusal('pending')
      basket.clear()
      await tacit.forget()
    },
  }
}
