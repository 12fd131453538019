import type { Recommendation } from '@tacit-rec/client'
import { h } from '../dom.ts'
import type { Store } from '../store.ts'
import { type Card, cardOf } from './card.ts'

export interface Shelf {
  /** The row and the buttons that move it. */
  element: HTMLElement
  /** Shows these items; cards that stay move to their new place. @returns whether it changed */
  show(items: readonly Recommendation[]): boolean
}

const MOVE = { duration: 420, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' }

/** A row of cards that scrolls sideways. `reasons: false` hides the reasons. */
export function shelfOf(store: Store, label: string, { reasons = true } = {}): Shelf {
  let cards = new Map<string, Card>()
  const row = h('ol', { class: 'row', tabindex: 0, 'aria-label': label })
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const move = (way: number) => () =>
    row.scrollBy({ left: way * row.clientWidth * 0.8, behavior: still.matches ? 'auto' : 'smooth' })
  const back = arrow('Back', '‹', move(-1))
  const on = arrow('Forward', '›', move(1))
  function atEnds(): void {
    back.disabled = row.scrollLeft < 8
    on.disabled = row.scrollLeft + row.clientWidth > row.scrollWidth - 8
  }
  row.addEventListener('scroll', atEnds, { passive: true })
  new ResizeObserver(atEnds).observe(row)

  function show(items: readonly Recommendation[]): boolean {
    const before = new Map([...cards].map(([id, card]) => [id, left(card)]))
    const same =
      items.length === cards.size && [...cards.keys()].every((id, n) => items[n].id === id)
    const next = new Map<string, Card>()
    for (const { id, facts, reason } of items) {
      const card = cards.get(id) ?? cardOf(store, facts)
      card.explain(reasons ? reason.text : '')
      next.set(id, card)
    }
    cards = next
    if (!same) {
      place(row, [...cards.values()])
      if (!still.matches) glide(before)
    }
    atEnds()
    return !same
  }

  /** FLIP animation: each card starts at its old place; a new one fades in. */
  function glide(before: ReadonlyMap<string, number>): void {
    for (const [id, card] of cards) {
      const was = before.get(id)
      const from =
        was === undefined
          ? { opacity: 0, transform: 'translateY(12px)' }
          : { transform: `translateX(${was - left(card)}px)` }
      card.element.animate([from, { opacity: 1, transform: 'none' }], MOVE)
    }
  }

  const element = h('div', { class: 'shelf' }, row, h('div', { class: 'arrows' }, back, on))
  return { element, show }
}

const left = ({ element }: Card) => element.offsetLeft

/** Orders the elements, and moves only those out of place, so that the focus stays. */
function place(row: HTMLElement, cards: Card[]): void {
  const wanted = new Set<Element>(cards.map(({ element }) => element))
  for (const element of [...row.children]) if (!wanted.has(element)) element.remove()
  const focused = document.activeElement as HTMLElement | null
  for (const [n, { element }] of cards.entries())
    if (row.children[n] !== element) row.insertBefore(element, row.children[n] ?? null)
  if (focused && row.contains(focused)) focused.focus({ preventScroll: true })
}

function arrow(label: string, sign: string, onclick: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'arrow', 'aria-label': label, onclick }, sign)
}
