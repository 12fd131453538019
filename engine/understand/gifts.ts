import { lexiconFrom } from './lexicon.ts'
import { understandQuery } from './understand.ts'

/** Without a catalogue: a gift is known by its words. */
const NO_SHOP = lexiconFrom({ categories: [], columns: {} })
/** Whom it is for, where no recipient is named. */
const FOR = /\s(?:for|für|who|that)\s/i

/**
 * A query without what it looks for as a gift, which says nothing of the visitor's own taste: for a
 * recipient, or a gift or present for someone.
 *
 * @returns the rest, perhaps blank; the query as it is without a gift
 */
export function withoutGifts(query: string): string {
  const { intents, slots } = understandQuery(query, NO_SHOP)
  let rest = query
  // From the end, so that earlier places stay.
  for (const { label, clause } of [...intents].reverse()) {
    const [from, to] = clause
    const isNamed = slots.some(
      ({ name, span }) => name === 'recipient' && from <= span[0] && span[1] <= to,
    )
    if (label === 'gift' && (isNamed || FOR.test(query.slice(from, to))))
      rest = rest.slice(0, from) + rest.slice(to)
  }
  return rest
}
