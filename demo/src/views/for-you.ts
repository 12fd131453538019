import { announce, h } from '../dom.ts'
import type { Shop } from '../state.ts'
import { card, shelf } from './card.ts'

const SHOWN = 8
const moves = matchMedia('(prefers-reduced-motion: no-preference)')

/** The shelf that ranks itself anew, on this device, whenever the history changes. */
export function forYou({ tacit }: Shop): { section: HTMLElement; refresh(): Promise<void> } {
  const { section, list } = shelf('for-you', 'For you')
  const note = section.querySelector('.note')!
  let shown = ''

  let asked = 0

  async function refresh(): Promise<void> {
    const question = ++asked
    const { items, source, milliseconds, engine } = await tacit.recommend({ limit: SHOWN })
    // A later question may be answered first: the older answer is then out of date.
    if (question !== asked) return
    const order = items.map(({ id, reason }) => `${id} ${reason.text}`).join()
    note.textContent =
      source === 'popular'
        ? 'Popular now. Look at a few things and this shelf becomes yours, on this device only.'
        : source === 'fallback'
          ? 'Nothing to recommend yet.'
          : `Ranked on this device in ${milliseconds.toFixed(1)} ms by ${engine}`
    if (order === shown) return
    const before = new Map(
      Array.from(list.children, (card) => [
        (card as HTMLElement).dataset.id,
        card.getBoundingClientRect().left,
      ]),
    )
    const first = shown === ''
    shown = order
    list.replaceChildren(...items.map(({ facts, reason }) => card(facts, reason.text)))
    if (moves.matches) slide(list, before)
    if (!first && source === 'model')
      announce(`For you changed: ${items[0]?.facts.title ?? items[0]?.id} is first`)
  }

  section.append(h('p', { class: 'visually-hidden' }, 'This shelf changes as you browse.'))
  return { section, refresh }
}

/** Cards glide from where they were (FLIP), so that one sees what the click did. */
function slide(list: HTMLElement, before: Map<string | undefined, number>): void {
  for (const element of list.children) {
    const card = element as HTMLElement
    const from = before.get(card.dataset.id)
    const by = from === undefined ? null : from - card.getBoundingClientRect().left
    const start =
      by === null
        ? { opacity: 0, transform: 'translateY(8px)' }
        : { transform: `translateX(${by}px)` }
    card.animate([start, { opacity: 1, transform: 'none' }], {
      duration: 320,
      easing: 'cubic-bezier(.2,.7,.2,1)',
    })
  }
}
