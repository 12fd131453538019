import type { Random } from '../random.ts'
import { withTypo } from '../search/index.ts'
import { type Language, PHRASES } from './languages.ts'
import { type Shop, wordsOf } from './shop.ts'

/** A made-up query, the item that answers it, and the template that made it. */
export interface MadeQuery {
  query: string
  item: number
  template: (typeof TEMPLATES)[number]
}

const TEMPLATES = ['title', 'thing', 'value', 'price', 'negation', 'clauses', 'gift'] as const
/** How often each template is taken; one that an item cannot fill becomes `title`. */
const SHARES = [0.35, 0.15, 0.2, 0.1, 0.07, 0.08, 0.05]
const TYPOS = 0.12
const SYNONYMS = 0.15
const PLURALS = 0.3
const TITLE_WORDS = 4

export interface Making {
  shop: Shop
  language: Language
  synonyms: ReadonlyMap<string, string>
  random: Random
}

/** Makes up a query that leads to an item. */
export function madeQuery(item: number, making: Making): MadeQuery {
  const { random } = making
  const template = TEMPLATES[indexBy(SHARES, random)]
  const text = filled(template, item, making)
  const query = spoken(text ?? titleWords(item, making), making)
  return { query, item, template: text === null ? 'title' : template }
}

function filled(template: MadeQuery['template'], item: number, making: Making): string | null {
  const { shop, random, language } = making
  const { lead, max, min, cheap, without, and, gift } = PHRASES[language]
  const say = (forms: readonly string[], value = '') => phrase(forms, random, value)
  const thing = `${say(lead)}${plural(shop.thing(item), making)}`
  const own = shop.value(item, random)
  const price = shop.price(item)
  switch (template) {
    case 'title':
      return titleWords(item, making)
    case 'thing':
      return random.uniform() < 0.1 ? `${say(cheap)}${thing}` : thing
    case 'value':
      return own && `${say(lead)}${own.value.toLowerCase()} ${plural(shop.thing(item), making)}`
    case 'price': {
      if (price === null || !(price > 0)) return null
      const isMax = random.uniform() < 0.8
      return `${thing} ${say(isMax ? max : min, String(roundPrice(price, isMax)))}`
    }
    case 'negation': {
      const other = own && shop.other(own, random)
      return other ? `${thing} ${say(without, other.toLowerCase())}` : null
    }
    case 'clauses': {
      const second = shop.items[random.below(shop.items.length)]
      return `${thing}${say(and)}${shop.thing(second)}`
    }
    case 'gift':
      return say(gift, shop.thing(item))
  }
}

/** A form with its `$` filled. The first form is taken most often. */
export function phrase(forms: readonly string[], random: Random, ...values: string[]): string {
  const form = forms[Math.floor(forms.length * random.uniform() ** 1.5)]
  let at = 0
  return form.replaceAll('$', () => values[at++] ?? '')
}

/** One to four words of the title in their order, the first ones more often. */
function titleWords(item: number, { shop, random }: Making): string {
  const words = wordsOf(shop.title(item))
  const long = words.filter((word) => word.length > 2)
  const all = long.length > 0 ? long : words
  if (all.length === 0) return shop.thing(item)
  const size = Math.min(all.length, 1 + random.below(TITLE_WORDS))
  const places = new Set<number>()
  while (places.size < size) places.add(Math.floor(all.length * random.uniform() ** 1.5))
  return [...places]
    .sort((a, b) => a - b)
    .map((at) => all[at].toLowerCase())
    .join(' ')
}

/** English things in the other number at times; the numbers of German words need a dictionary. */
export function plural(thing: string, { language, random }: Pick<Making, 'language' | 'random'>) {
  if (language !== 'en' || random.uniform() >= PLURALS) return thing
  if (/[^s]s$/.test(thing)) return thing.replace(/ies$/, 'y').replace(/s$/, '')
  if (/(?:s|x|ch|sh)$/.test(thing)) return `${thing}es`
  return /[^aeiou]y$/.test(thing) ? `${thing.slice(0, -1)}ies` : `${thing}s`
}

/** As it is typed: with a synonym or a typo at times. */
export function spoken(text: string, { synonyms, random }: Making): string {
  const parts = text.trim().split(/\s+/)
  const swappable = [...parts.keys()].filter((n) => synonyms.has(parts[n]))
  if (swappable.length > 0 && random.uniform() < SYNONYMS) {
    const at = swappable[random.below(swappable.length)]
    parts[at] = synonyms.get(parts[at])!
  }
  if (random.uniform() < TYPOS) {
    const at = random.below(parts.length)
    parts[at] = withTypo(parts[at], random)
  }
  return parts.join(' ')
}

/** A price as people say it, on the side that the item's own price satisfies. */
export function roundPrice(price: number, isMax: boolean): number {
  const step = price < 20 ? 5 : price < 100 ? 10 : price < 1000 ? 50 : 500
  return isMax
    ? step * (Math.floor(price / step) + 1)
    : step * Math.max(0, Math.ceil(price / step) - 1)
}

export function indexBy(shares: readonly number[], random: Random): number {
  let left = random.uniform()
  for (const [at, share] of shares.entries()) {
    left -= share
    if (left < 0) return at
  }
  return 0
}
