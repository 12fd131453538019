import type { Recommendation } from '@tacit-rec/client'
import { defineShelf, type TacitShelf } from '@tacit-rec/client/elements'
import type { Store } from '../store.ts'
import { type Card, cardOf } from './card.ts'

/** `<tacit-shelf>` with the shop's own cards. `reasons: false` hides the reasons. */
export function shelfOf(store: Store, label: string, { reasons = true } = {}): TacitShelf {
  defineShelf()
  const cards = new Map<string, Card>()
  const shelf = document.createElement('tacit-shelf')
  shelf.setAttribute('label', label)
  shelf.recommender = store.tacit
  shelf.card = ({ id, facts, reason }: Recommendation) => {
    const card = cards.get(id) ?? cardOf(store, facts, 'div')
    cards.set(id, card)
    card.explain(reasons ? reason.text : '')
    return card.element
  }
  return shelf
}
