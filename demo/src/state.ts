import { createRecommender, type Facts, type Recommender } from '@tacit/client'

/** Everything that the shop shows, in one place. */
export interface Shop {
  tacit: Recommender
  items: Facts[]
  byId: Map<string, Facts>
  /** Top-level categories, most items first, and how many each holds. */
  categories: { name: string; count: number }[]
  basket: Set<string>
}

/** Opens the catalogue of the edge that serves this page. */
export async function openShop(): Promise<Shop> {
  const tacit = createRecommender({ edge: location.origin, assets: `${location.origin}/tacit/` })
  await tacit.ready
  const { items } = await tacit.catalogue()
  return {
    tacit,
    items,
    byId: new Map(items.map((facts) => [facts.id, facts])),
    categories: topCategories(items),
    basket: new Set(readBasket().filter((id) => items.some((facts) => facts.id === id))),
  }
}

const BASKET = 'basket'

/** The basket is the shop's own business, not the recommender's: it lasts as long as the tab. */
export function keepBasket({ basket }: Shop): void {
  sessionStorage.setItem(BASKET, JSON.stringify([...basket]))
}

function readBasket(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(BASKET) ?? '[]')
  } catch {
    return []
  }
}

/** Shops file everything under one root: then the level below is what people browse by. */
function topCategories(items: Facts[]): Shop['categories'] {
  for (let level = 0; level < 3; level++) {
    const counts = new Map<string, number>()
    for (const { categories = [] } of items)
      for (const name of new Set(categories.map((path) => path.split(' > ')[level])))
        if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
    if (counts.size > 1)
      return [...counts]
        .map(([name, count]) => ({ name, count }))
        .sort((a, b) => b.count - a.count)
        .slice(0, 12)
  }
  return []
}

/** Items of a category that match a search, in the catalogue's order. */
export function browse({ items }: Shop, category: string | null, search: string): Facts[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return items.filter((facts) => {
    if (category && !inCategory(facts, category)) return false
    if (!words.length) return true
    const text = [facts.title, facts.author, facts.id, ...(facts.categories ?? [])]
    const haystack = text.filter(Boolean).join(' ').toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}

function inCategory({ categories = [] }: Facts, category: string): boolean {
  return categories.some((path) => path.split(' > ').includes(category))
}

export function price({ price }: Facts): string {
  return typeof price === 'number' ? price.toFixed(2) : ''
}
