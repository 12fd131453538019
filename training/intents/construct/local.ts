import type { Catalogue } from '@tacit-rec/pack'
import { distinct } from '../answer.ts'
import { keyPhrases } from '../lexical/phrases.ts'
import type { Intents } from '../types.ts'
import { itemBrief } from './briefs.ts'
import type { Touched } from './histories.ts'

const MAX_NAMED = 5
const MAX_ATTRIBUTES = 8

export const NO_INTENTS: Readonly<Intents> = Object.freeze({
  attributes: [],
  toward: [],
  against: [],
  summary: '',
  named: [],
})

/** Every item's key phrases as its intents; empty for an item without texts. */
export function lexicalIntents(catalogue: Catalogue): Intents[] {
  const sources = catalogue.ids.map((_, item) => ({
    text: wordsOf(catalogue, item),
    names: namesOf(catalogue, item),
  }))
  return keyPhrases(sources).map((phrases, item) => {
    if (phrases.length === 0) return NO_INTENTS
    const { names } = sources[item]
    // Phrases are lower case; a category keeps its capitals.
    const named = phrases.map((phrase) => names.find((name) => folded(name) === phrase) ?? phrase)
    return {
      attributes: distinct([...names, ...named]).slice(0, MAX_ATTRIBUTES),
      toward: named,
      against: [],
      summary: named.join(', '),
      named,
    }
  })
}

/** Intents that the items file gives: names, and a `summary` if it has that column. */
export function givenIntents(
  catalogue: Catalogue,
  item: number,
  names: readonly string[],
): Intents {
  const named = distinct(names).slice(0, MAX_NAMED)
  const summary = catalogue.extra?.summary?.[item]
  return {
    attributes: namesOf(catalogue, item).slice(0, MAX_ATTRIBUTES),
    toward: named,
    against: [],
    summary: typeof summary === 'string' ? summary : named.join(', '),
    named,
  }
}

/**
 * Intents of a user from those of their items, weighted by the items' weights. An intent is
 * disliked if only disliked items have it.
 *
 * @param items the intents of every item of the dataset
 */
export function userFromItems(history: readonly Touched[], items: readonly Intents[]): Intents {
  const liked = history.filter(({ disliked }) => !disliked)
  const named = strongest(liked, (item) => items[item].named).slice(0, MAX_NAMED)
  if (named.length === 0) return NO_INTENTS
  const wanted = new Set(liked.flatMap(({ item }) => items[item].named.map(folded)))
  const disliked = history.filter((touched) => touched.disliked)
  const against = strongest(disliked, (item) => items[item].named)
    .filter((name) => !wanted.has(folded(name)))
    .slice(0, MAX_NAMED)
  const dislikes = against.length > 0 ? `; dislikes ${against.join(', ')}` : ''
  return {
    attributes: strongest(liked, (item) => items[item].attributes).slice(0, MAX_ATTRIBUTES),
    toward: named,
    against,
    summary: `The user likes ${named.join(', ')}${dislikes}.`,
    named,
  }
}

/** Names by the summed weight of their items, largest first; ties: the newer first. */
function strongest(history: readonly Touched[], of: (item: number) => readonly string[]): string[] {
  const sums = new Map<string, { name: string; sum: number }>()
  for (const { item, weight } of history) {
    for (const name of of(item)) {
      const entry = sums.get(folded(name))
      if (entry) entry.sum += weight
      else sums.set(folded(name), { name, sum: weight })
    }
  }
  return [...sums.values()].sort((a, b) => b.sum - a.sum).map(({ name }) => name)
}

function folded(name: string): string {
  return name.toLowerCase()
}

/** Title, description and other texts, without their labels and without categories. */
function wordsOf(catalogue: Catalogue, item: number): string {
  return itemBrief({ ...catalogue, categories: undefined }, item).replace(/^[^:\n]*: /gm, '')
}

/** The last part of each category path. */
function namesOf({ categories }: Catalogue, item: number): string[] {
  return distinct((categories?.[item] ?? []).map((path) => path.split('>').at(-1)!.trim()))
}
