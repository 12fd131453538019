import type { Recommendations } from '@tacit-rec/client'
import { announce, h } from '../dom.ts'
import { leafOf } from '../facts.ts'
import type { Store } from '../store.ts'
import { shelfOf } from './shelf.ts'

const SHOWN = 16

export interface ForYou {
  element: HTMLElement
  /** Ranks anew. @param category only from this one; all where it is empty */
  refresh(category: string): Promise<Recommendations>
  /** Small beside an item's page, so that the item comes first. */
  compact(small: boolean): void
}

/** The shelf that follows what a person does. */
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
    // A later click was answered first.
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
  if (source === 'fallback') return `Nothing could be ranked: ${reason}`
  if (source === 'popular')
    return items.length ? 'Popular for now. Open a few things and watch it become yours.' : ''
  const time = `Ranked in this browser in ${milliseconds.toFixed(1)} ms`
  return source === 'cache' ? `${time}, with the catalogue kept from your last visit` : time
}
