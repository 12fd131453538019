import { type Concept, isPeople, type Lexicon } from './lexicon.ts'
import { looseStemOf, stemOf, type Token } from './text.ts'

/** A run of tokens that names concepts. */
export interface Linked {
  from: number
  to: number
  concepts: readonly Concept[]
  /** One letter of a longer word had to be changed, added or left out. */
  isTypo: boolean
  /** It is an ordinary word too: it names these only where nothing else is asked. */
  isWeak: boolean
}

/** The longest phrases of the lexicon in a query, from the left, without overlaps. */
export function link(lexicon: Lexicon, tokens: readonly Token[], isCue: readonly boolean[]) {
  const { phrases, weak, longest, vocabulary } = lexicon
  const stems = tokens.map(({ text }) => stemOf(text))
  const { loose, shorter, words } = indexOf(lexicon)
  const spelled = stems.map((stem, at) => {
    if (isCue[at] || stem.length < 5 || !/^\p{L}+$/u.test(stem)) return stem
    if (vocabulary.has(stem) || words.has(stem) || loose.has(looseStemOf(stem))) return stem
    const near = deletions(stem).find((one) => shorter.has(one))
    const found = near && shorter.get(near)
    return found?.[0] === stem[0] ? found : stem
  })
  const found: Linked[] = []
  for (let from = 0; from < stems.length; ) {
    const hit = longestAt(from)
    if (hit) found.push(hit)
    from = hit?.to ?? from + 1
  }
  return withoutParents(found, lexicon)

  function longestAt(from: number): Linked | undefined {
    for (let to = Math.min(stems.length, from + longest); to > from; to--) {
      const key = spelled.slice(from, to).join(' ')
      const own = phrases.get(key)
      const key2 = own ? undefined : looseKey(from, to)
      const concepts = own ?? phrases.get(key2!)
      if (!concepts) continue
      const isTypo = stems.some((stem, at) => at >= from && at < to && stem !== spelled[at])
      const isWeak =
        weak.has(own ? key : key2!) || ((isTypo || !own) && isPartName(concepts, to - from))
      return { from, to, concepts, isTypo, isWeak }
    }
    return undefined
  }

  function looseKey(from: number, to: number): string | undefined {
    const inflected = spelled.slice(from, to).map((stem, n) => {
      const { text } = tokens[from + n]
      return looseStemOf(stem === stems[from + n] ? text : stem)
    })
    return loose.get(inflected.join(' '))
  }
}

/** A surname or a title of one word, which is too little to guess a misspelling from. */
function isPartName(concepts: readonly Concept[], words: number): boolean {
  return (
    words === 1 &&
    concepts.every(({ facet, value }) => facet === 'title' || (isPeople(facet) && / /.test(value)))
  )
}

/** `historical fiction` is the step below `Fiction`: the two are one value. */
function withoutParents(links: readonly Linked[], { parents }: Lexicon): Linked[] {
  const merged: Linked[] = []
  for (const one of links) {
    const before = merged.at(-1)
    const isBeside = before?.to === one.from
    if (isBeside && isBelow(one, before)) merged[merged.length - 1] = { ...one, from: before.from }
    else if (isBeside && isBelow(before, one)) merged[merged.length - 1] = { ...before, to: one.to }
    else merged.push(one)
  }
  return merged

  function isBelow(child: Linked, parent: Linked): boolean {
    return parent.concepts.every(({ facet, value: above }) => {
      if (facet !== 'category') return false
      return child.concepts.some(({ value }) => parents.get(value)?.has(above))
    })
  }
}

interface Index {
  /** Keys by the loose stems of their words. */
  loose: ReadonlyMap<string, string>
  /** Words of keys. */
  words: ReadonlySet<string>
  /** Words of keys without one of their letters, and whole: the meeting point of two misspellings. */
  shorter: ReadonlyMap<string, string>
}

const indexes = new WeakMap<Lexicon, Index>()

function indexOf(lexicon: Lexicon): Index {
  const before = indexes.get(lexicon)
  if (before) return before
  const loose = new Map<string, string>()
  const shorter = new Map<string, string>()
  const words = new Set<string>()
  for (const key of lexicon.phrases.keys()) {
    const inflected = key.split(' ').map(looseStemOf).join(' ')
    if (!loose.has(inflected)) loose.set(inflected, key)
    for (const word of key.split(' ')) words.add(word)
  }
  for (const word of words) {
    if (word.length < 5) continue
    for (const near of deletions(word)) if (!shorter.has(near)) shorter.set(near, word)
  }
  const index = { loose, shorter, words }
  indexes.set(lexicon, index)
  return index
}

/** The word and the word without each of its letters. */
function deletions(word: string): string[] {
  return [word, ...Array.from(word, (_, n) => word.slice(0, n) + word.slice(n + 1))]
}
