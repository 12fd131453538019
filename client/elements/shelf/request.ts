import type { ListRequest } from '../follow.ts'

/** In the order of their words. */
export const LISTS = ['recommend', 'similar', 'popular', 'recent'] as const
const DEFAULT_LIMIT = 10

/** The list that a shelf shows; an unknown one counts as `recommend`. */
export function listOf(shelf: Element, request: ListRequest): (typeof LISTS)[number] {
  const list = shelf.getAttribute('list') ?? request.list
  return LISTS.find((known) => known === list) ?? LISTS[0]
}

/** What a shelf asks for: its attributes, and the rest of its `request`. */
export function requestOf(shelf: Element, given: ListRequest): ListRequest {
  const request = { ...given, list: listOf(shelf, given) }
  for (const name of ['item', 'placement', 'category'] as const)
    request[name] = shelf.getAttribute(name) || request[name]
  const limit = Math.floor(Number(shelf.getAttribute('limit')))
  request.limit = limit > 0 ? limit : (request.limit ?? DEFAULT_LIMIT)
  return request
}
