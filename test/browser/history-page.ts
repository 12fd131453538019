import type { Recommender, RecommenderOptions } from '../../client/index.ts'
import type { Tab, Visitor } from './driver.ts'
import type { Site } from './site.ts'

declare global {
  interface Window {
    tacit: Recommender
    make(options?: Partial<RecommenderOptions>): Recommender
    stored(): Promise<Record<string, unknown>>
  }
}

/** A page that makes recommenders and says what is stored. */
export const SCRIPT = `import { createRecommender } from '/sdk/tacit.js'
window.make = (options) =>
  (window.tacit = createRecommender({ edge: location.origin, engine: 'instant', ...options }))
const ask = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result)
  request.onerror = () => failed(request.error)
})
window.stored = async () => {
  const all = {}
  for (const { name } of await indexedDB.databases()) {
    const database = await ask(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const keys = await ask(database.transaction(store).objectStore(store).getAllKeys())
      for (const key of keys)
        all[name + ' | ' + key] = await ask(database.transaction(store).objectStore(store).get(key))
    }
    database.close()
  }
  for (const key of Object.keys(localStorage)) all[key] = localStorage.getItem(key)
  return all
}
window.addEventListener('pageshow', ({ persisted }) => { window.persisted = persisted })
document.body.insertAdjacentHTML('beforeend', '<a href="/shell.js">go</a>')`

/** Opens the page in a tab, and a recommender in it unless `options` is null. */
export async function openPage(
  visitor: Visitor,
  site: Site,
  options: Partial<RecommenderOptions> | null = {},
  tab?: Tab,
): Promise<Tab> {
  const page = tab ?? (await visitor.tab())
  await page.goto(site.url)
  await page.run(async () => {
    while (!window.make) await new Promise((passed) => setTimeout(passed, 5))
  })
  if (options)
    await page.run(async (given) => {
      await window.make(given).consent.ready
    }, options)
  return page
}

/** Items of the history, as the page lists them. */
export const listed = (page: Tab) =>
  page.run(async () => (await window.tacit.history.list()).map(({ item }) => item))

/** Everything that is stored, as text. */
export const stored = (page: Tab) => page.run(async () => JSON.stringify(await window.stored()))
