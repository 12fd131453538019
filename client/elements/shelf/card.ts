import type { Recommendation } from '../../types.ts'
import { h } from '../dom.ts'
import { safeUrl } from '../url.ts'

export interface CardOptions {
  locale: string
  /** Address of an item's page with `{id}`; null: the catalogue's `url`. */
  href: string | null
  reasons: boolean
}

/** The address of an item's page, if it has one that a link may have. */
export function linkOf({ id, facts }: Recommendation, href: string | null): string | null {
  return safeUrl(href === null ? facts.url : href.replaceAll('{id}', encodeURIComponent(id)))
}

/** The price as people read it: the recommender's own words, else in the catalogue's currency. */
export function priceOf(item: Recommendation & { price?: string }, locale: string): string {
  const { price, currency } = item.facts
  if (item.price !== undefined || typeof price !== 'number') return item.price ?? ''
  try {
    return price.toLocaleString(
      locale,
      currency ? { style: 'currency', currency } : { minimumFractionDigits: 2 },
    )
  } catch {
    // Not a code of three letters: the number alone.
    return price.toLocaleString()
  }
}

/** The card of an item whose site has none of its own. */
export function cardOf(item: Recommendation, options: CardOptions): HTMLElement {
  const { id, facts, reason } = item
  const title = facts.title?.trim() || id
  const price = priceOf(item, options.locale)
  const image = safeUrl(facts.image)
  const href = linkOf(item, options.href)
  return h(
    href ? 'a' : 'div',
    { class: 'card', part: 'card', href },
    h(
      'span',
      { class: 'picture', part: 'picture', 'aria-hidden': 'true' },
      image
        ? h('img', {
            part: 'image',
            loading: 'lazy',
            referrerpolicy: 'no-referrer',
            alt: '',
            src: image,
          })
        : [...title][0],
    ),
    h('span', { class: 'title', part: 'title' }, title),
    price && h('span', { part: 'price' }, price),
    options.reasons &&
      h('span', { class: 'reason', part: `reason reason-${reason.kind}` }, reason.text),
  )
}
