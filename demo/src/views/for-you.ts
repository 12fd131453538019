import type { Recommendations } from '@tacit-rec/client'
import { announce, h } from '../dom.ts'
import { leafOf } from '../facts.ts'
import type { Store } from '../store.ts'
import { shelfOf } from './shelf.ts'

const SHOWN = 16

export interface ForYou {
  element: HTMLElement
  /** Ranks again. @param category to recommend from; empty: all */
  refresh(category: string): Promise<Recommendations>
  /** Shrinks the section on an item's page, so that the item stands out. */
  compact(small: boolean): void
}

/** The recommendations for the visitor. */
export function forYou(store: Store): ForYou {
  const heading = h('h2', { id: 'for-you-heading' }, 'For you')
  const note = h('p', { class: 'note' })
  const shelf = shelfOf(store, 'For you')
  const element = h(
    'section',
    { id: 'for-you', 'aria-labelledby': 'for-you-heading' },
    h('div', { class: 'head' }, heading, note),
    shelf.element,
  )
  let asked = 0
  let place: string | null = null

  async function refresh(category: string): Promise<Recommendations> {
    const mine = ++asked
    const ranked = await store.tacit.recommend({ limit: SHOWN, category: category || undefined })
    // A later request was answered first.
    if (mine !== asked) return ranked
    heading.textContent = category ? `For you in ${leafOf(category)}` : 'For you'
    note.textContent = noteOf(ranked)
    const changed = shelf.show(ranked.items)
    element.hidden = ranked.items.length === 0
    if (changed && place === category && ranked.items.length) {
      const [{ facts, reason }] = ranked.items
      announce(`For you has changed. First now: ${facts.title ?? facts.id}. ${reason.text}.`)
    }
    place = category
    return ranked
  }

  return { element, refresh, compact: (small) => element.classList.toggle('compact', small) }
}

function noteOf({ source, milliseconds, reason, items }: Recommendations): string {
  if (source === 'fallback') return `No recommendations: ${reason}`
  if (source === 'popular')
    return items.length ? 'Popular items for now. Open a few, and this list adapts to you.' : ''
  const time = `Ranked in this browser in ${milliseconds.toFixed(1)} ms`
  return source === 'cache' ? `${time}, with the catalogue of your last visit` : time
}
