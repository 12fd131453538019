import { lexiconValues, searchTexts } from '@tacit-rec/engine'
import { type Catalogue, isListed } from '@tacit-rec/pack'
import type { Random } from '../random.ts'

/** What queries are made of: the things of a catalogue and what tells them apart. */
export interface Shop {
  /** Items that lists show and that have a text. */
  items: number[]
  title(item: number): string
  /** The last step of the first category; the first words of the title without one. */
  thing(item: number): string
  /** A value of a column that items share; null if the item has none. */
  value(item: number, random: Random): { facet: string; value: string } | null
  /** Another value of the same column; null if there is none. */
  other(of: { facet: string; value: string }, random: Random): string | null
  price(item: number): number | null
}

/** Longer values are no words that people type. */
const MAX_VALUE_WORDS = 3
const THING_WORDS = 3

export function shopOf(catalogue: Catalogue): Shop {
  const { ids, title, categories, price, extra = {} } = catalogue
  const { columns } = lexiconValues(catalogue)
  const shared = new Map(
    Object.entries(columns).map(([facet, values]) => {
      const short = values.filter((value) => value.split(' ').length <= MAX_VALUE_WORDS)
      return [facet, new Set(short)] as const
    }),
  )
  const texts = searchTexts(catalogue)
  const titleOf = (item: number) => title?.[item] ?? ''
  return {
    items: ids.flatMap((_, item) =>
      isListed(catalogue, item) && /\p{L}/u.test(titleOf(item) || texts[item]) ? [item] : [],
    ),
    title: titleOf,
    thing(item) {
      const step = categories?.[item]?.[0]?.split(' > ').at(-1)
      return (step ?? wordsOf(titleOf(item)).slice(0, THING_WORDS).join(' ')).toLowerCase()
    },
    value(item, random) {
      const own = [...shared].flatMap(([facet, values]) => {
        const value = extra[facet]?.[item]
        return typeof value === 'string' && values.has(value) ? [{ facet, value }] : []
      })
      return own.length > 0 ? own[random.below(own.length)] : null
    },
    other({ facet, value }, random) {
      const others = [...(shared.get(facet) ?? [])].filter((one) => one !== value)
      return others.length > 0 ? others[random.below(others.length)] : null
    },
    price: (item) => price?.[item] ?? null,
  }
}

/** The words of a text as they are typed. */
export function wordsOf(text: string): string[] {
  return text.split(/[\s·,;:()[\]"]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word))
}
