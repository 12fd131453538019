import type { Recommender } from '../calls.ts'

/** Shared by all scripts of a page, also by those that were built apart. */
const KEY = Symbol.for('tacit.recommender')
const EVENT = 'tacit-provide'

const page: { [KEY]?: Recommender } & object = globalThis

/**
 * Gives a recommender to every element of this page that has none of its own, also to later ones.
 *
 * @example
 * provide(createRecommender({ edge: 'https://edge.example' }))
 */
export function provide(recommender: Recommender): void {
  page[KEY] = recommender
  document.dispatchEvent(new Event(EVENT))
}

/** The recommender of the page, if there is one yet. */
export function provided(): Recommender | undefined {
  return page[KEY]
}

/** Calls the listener whenever another recommender is provided. @returns stops that */
export function onProvide(listener: () => void): () => void {
  document.addEventListener(EVENT, listener)
  return () => document.removeEventListener(EVENT, listener)
}
