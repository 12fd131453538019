import { type Lexicon, tokensOf } from '@tacit-rec/engine'
import type { Random } from '../random.ts'
import { de } from './templates/de.ts'
import { en } from './templates/en.ts'
import type { Templates } from './templates/types.ts'
import type { Clause, Utterance } from './types.ts'

const LANGUAGES: Record<string, Templates> = { de, en }

/** How often a query's first clause says each act. */
const FIRST: [act: string, weight: number][] = [
  ...([
    ['find', 46],
    ['gift', 11],
    ['exclude', 9],
    ['limit', 9],
    ['similar', 6],
  ] as const),
  ...([
    ['sort', 5],
    ['compare', 3],
    ['undo', 4],
    ['more', 4],
    ['other', 4],
  ] as const),
].map(([act, weight]) => [act, weight])
/** What is added to a clause, by its act; other acts stand alone. */
const NEXT: Record<string, [act: string, weight: number][]> = {
  find: [
    ['find', 34],
    ['exclude', 26],
    ['limit', 22],
    ['gift', 8],
    ['sort', 8],
  ],
  gift: [
    ['find', 5],
    ['exclude', 3],
    ['limit', 3],
  ],
  exclude: [
    ['find', 2],
    ['exclude', 1],
  ],
  similar: [
    ['exclude', 1],
    ['limit', 1],
  ],
}
const MORE_CLAUSES = 0.38
/** Share of queries with misspelled words, and of their words that are. */
const [TYPED, MISSPELLED] = [0.4, 0.12]
const PRICES = [5, 8, 9.99, 10, 12, 15, 18, 20, 25, 30, 40, 50, 60, 75, 80, 100, 150, 200]
/** Above every minimum. */
const DEAREST = 400

/** Queries to learn from, with their acts and slots, of a catalogue's own words. */
export function composeQueries(
  lexicon: Lexicon,
  language: string,
  count: number,
  random: Random,
): Utterance[] {
  const templates = LANGUAGES[language] ?? en
  const values = valuesOf(lexicon)
  return Array.from({ length: count }, () => compose(templates, values, random))
}

interface Values {
  c: string[]
  brand: string[]
  title: string[]
}

const BRANDS = /^(?:brand|author|marke|autor|maker|hersteller)$/

function valuesOf({ phrases, vocabulary }: Lexicon): Values {
  const values: Values = { c: [], brand: [], title: [] }
  for (const [key, [{ facet }]] of phrases)
    values[facet === 'title' ? 'title' : BRANDS.test(facet) ? 'brand' : 'c'].push(key)
  // Topics: words of texts. Values of columns are as likely as all of them together.
  const words = [...vocabulary].filter((word) => /^\p{L}{4,}$/u.test(word))
  const times = Math.max(1, Math.round(words.length / Math.max(1, values.c.length)))
  values.c = [...Array.from({ length: times }, () => values.c).flat(), ...words]
  return values
}

function compose(templates: Templates, values: Values, random: Random): Utterance {
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]
  const isTyped = random.uniform() < TYPED
  const tokens: string[] = []
  const tags: string[] = []
  const clauses: Clause[] = []
  let act = weighted(FIRST, random)
  let least = 0
  for (;;) {
    const from = tokens.length
    least = 0
    say(pick(templates.acts[act]))
    if (tokens.length > from) clauses.push({ from, to: tokens.length, intent: act })
    const next = NEXT[act]
    if (!next || clauses.length > 2 || random.uniform() >= MORE_CLAUSES) break
    act = weighted(next, random)
    put(pick(templates.joins[act] ?? templates.joins.other))
  }
  if (clauses.length === 0) return compose(templates, values, random)
  return { tokens, tags, intents: [...new Set(clauses.map(({ intent }) => intent))], clauses }

  function say(pattern: string): void {
    for (const [, word, slot, list, text] of pattern.matchAll(
      /<(\w+)>|\[(\w+)(?::<(\w+)>)?\]|([^<>[\]]+)/g,
    )) {
      if (word === 'year') put(String(1500 + random.below(520)))
      else if (word) say(pick(templates.words[word]))
      else if (slot) put(list ? saidOf(list) : slotValue(slot), slot)
      else put(text)
    }
  }

  function saidOf(list: string): string {
    return list === 'year' ? String(1500 + random.below(520)) : pick(templates.words[list])
  }

  function slotValue(slot: string): string {
    if (slot === 'age') return String(1 + random.below(17))
    if (slot.startsWith('price')) return String(priceOf(slot))
    const list = values[slot as keyof Values]
    return pick(list.length > 0 ? list : values.c)
  }

  /** A range ascends. */
  function priceOf(slot: string): number {
    const price = pick(
      slot === 'price_max' ? [...PRICES, DEAREST].filter((one) => one > least) : PRICES,
    )
    if (slot === 'price_min') least = price
    return price
  }

  function put(text: string, slot?: string): void {
    for (const [n, { text: word }] of tokensOf(text).entries()) {
      tokens.push(isTyped && random.uniform() < MISSPELLED ? misspelled(word, random) : word)
      tags.push(slot ? `${n ? 'I' : 'B'}-${slot}` : 'O')
    }
  }
}

function weighted(list: readonly (readonly [string, number])[], random: Random): string {
  let at = random.uniform() * list.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of list) {
    at -= weight
    if (at < 0) return name
  }
  return list[0][0]
}

/** A letter left out, two that changed places, or one twice. */
function misspelled(word: string, random: Random): string {
  if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word
  const at = 1 + random.below(word.length - 1)
  const kind = random.below(3)
  if (kind === 0) return word.slice(0, at) + word.slice(at + 1)
  if (kind === 1) return word.slice(0, at) + word[at] + word.slice(at)
  return at + 1 < word.length
    ? word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2)
    : word.slice(0, at)
}
