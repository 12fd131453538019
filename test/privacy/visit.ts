import type { RecommenderOptions } from '../../client/index.ts'
import type { Tab } from '../browser/driver.ts'
import type { Site } from '../browser/site.ts'

/** What one person does on a page. */
export interface Person {
  /** Ids that the catalogue has; viewed, bought and disliked in turn. */
  items: string[]
  queries: string[]
  /** An interest to mute; null for none. */
  muted: string | null
  /** Names a listing and a placement in events. */
  list: string
}

/** A page that makes a recommender by `window.make`, and shows the elements where it is told to. */
export const PAGE = `import { createRecommender } from '/sdk/tacit.js'
window.make = (options) => (window.tacit = createRecommender({ edge: location.origin, ...options }))
window.show = async () => {
  const { provide } = await import('/sdk/tacit-shelf.js')
  await import('/sdk/tacit-privacy.js')
  document.body.insertAdjacentHTML('beforeend',
    '<tacit-shelf></tacit-shelf><tacit-shelf list="recent"></tacit-shelf><tacit-privacy></tacit-privacy>')
  provide(window.tacit)
}
document.body.insertAdjacentHTML('beforeend', '<a href="/shell.js">go</a>')`

declare global {
  interface Window {
    show(): Promise<void>
  }
}

/** Opens the page and makes a recommender. */
export async function arrive(
  page: Tab,
  site: Site,
  options: Partial<RecommenderOptions>,
): Promise<void> {
  await page.goto(site.url)
  await page.run(async (options) => {
    while (!window.make) await new Promise((passed) => setTimeout(passed, 5))
    await window.make(options).ready
  }, options)
}

/** Everything that a page can call, for one person. */
export function live(page: Tab, person: Person): Promise<void> {
  return page.run(async ({ items, queries, muted, list }) => {
    const { tacit } = window
    const kinds = ['view', 'cart', 'purchase', 'save', 'dislike', 'impression', 'click']
    for (const [n, item] of items.entries())
      tacit.track(kinds[n % kinds.length], item, {
        ...{ value: n + 0.5, quantity: 2, dwell: 4000, list, placement: list, position: n },
        at: Date.now() - 1000 * (items.length - n),
      })
    for (const query of queries) tacit.track('query', query)
    await tacit.history.import(items.map((item) => ({ kind: 'view', item, time: 1.7e12 })))
    tacit.listen(
      items.map((item_id) => ({ event: 'view_item', ecommerce: { items: [{ item_id }] } })),
    )
    if (muted) await tacit.intents.mute(muted)
    if (muted) await tacit.intents.boost(muted)
    const own = items.map((id) => ({ id }))
    const first = items[0] ?? 'nothing'
    const typed = queries[0] ?? 'title'
    const rules = [{ max: 1, per: 'price' }, { pin: first }]
    const listing = await tacit.recommend({ placement: list, explore: 0.5, diversity: 0.3, rules })
    await listing.next()
    await tacit.recommend({ context: items, because: first, exclude: items, fallback: items })
    await tacit.rank(own, { query: typed })
    await tacit.search(typed, { facets: true })
    await tacit.understand(typed, { turns: queries })
    await tacit.similar(items.length > 0 ? items : [first])
    await tacit.popular()
    await tacit.recent()
    await tacit.onboarding()
    await tacit.explain(first)
    await tacit.catalogue()
    await tacit.intents.list()
    await tacit.intents.list(first)
    await tacit.experiment('test')
    await tacit.experiments()
    await tacit.report()
    await tacit.history.export()
    await tacit.history.remove(items.at(-1) ?? 'nothing')
  }, person)
}
