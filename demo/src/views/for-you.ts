import type { Recommendations } from '@tacit-rec/client'
import type { ShelfEvents } from '@tacit-rec/client/elements'
import { announce, h } from '../dom.ts'
import { leafOf, titleOf } from '../facts.ts'
import type { Store } from '../store.ts'
import { shelfOf } from './shelf.ts'

const SHOWN = 16

export interface ForYou {
  element: HTMLElement
  /** Recommends from a category; empty: from all. */
  from(category: string): void
  /** Shrinks the section on an item's page, so that the item stands out. */
  compact(small: boolean): void
}

/** The recommendations for the visitor. @param shown called after each ranking */
export function forYou(store: Store, shown: (ranked: Recommendations) => void): ForYou {
  const heading = h('h2', { id: 'for-you-heading', slot: 'heading' }, 'For you')
  const note = h('p', { class: 'note', slot: 'note' })
  const shelf = shelfOf(store, 'For you')
  shelf.setAttribute('limit', String(SHOWN))
  shelf.append(heading, note)
  const element = h('section', { id: 'for-you', 'aria-labelledby': 'for-you-heading' }, shelf)
  let category = ''
  /** The place that the last list was for, and its items. */
  let last: [place: string, ids: string] | null = null

  shelf.addEventListener('tacit-shown', (event) => {
    const { listing } = (event as CustomEvent<ShelfEvents['tacit-shown']>).detail
    const { items } = listing
    note.textContent = noteOf(listing)
    element.hidden = items.length === 0
    const ids = items.map(({ id }) => id).join(' ')
    if (last?.[0] === category && last[1] !== ids && items.length) {
      const [{ facts, reason }] = items
      announce(`For you has changed. First now: ${titleOf(facts)}. ${reason.text}.`)
    }
    last = [category, ids]
    shown(listing)
  })

  return {
    element,
    from(next) {
      if (next === category) return
      category = next
      const name = next ? `For you in ${leafOf(next)}` : 'For you'
      heading.textContent = name
      shelf.setAttribute('label', name)
      shelf.setAttribute('category', next)
    },
    compact: (small) => element.classList.toggle('compact', small),
  }
}

function noteOf({ source, milliseconds, reason, items }: Recommendations): string {
  if (source === 'fallback') return `No recommendations: ${reason}`
  if (source === 'popular')
    return items.length ? 'Popular items for now. Open a few, and this list adapts to you.' : ''
  const time = `Ranked in this browser in ${milliseconds.toFixed(1)} ms`
  return source === 'cache' ? `${time}, with the catalogue of your last visit` : time
}
