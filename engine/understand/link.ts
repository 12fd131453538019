import type { Cue } from './cues.ts'
import { type Concept, isPeople, type Lexicon } from './lexicon.ts'
import { deletions, looseStemOf, stemOf, type Token } from './text.ts'

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
export function link(lexicon: Lexicon, tokens: readonly Token[], cues: readonly Cue[]) {
  const { phrases, weak, longest, vocabulary } = lexicon
  const stems = tokens.map(({ text }) => stemOf(text))
  const { loose, shorter, words } = indexOf(lexicon)
  const spelled = stems.map((stem, at) => {
    if (cues[at] || stem.length < 5 || !/^\p{L}+$/u.test(stem)) return stem
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

  /** Signs within a name are passed over: `j. r. r. tolkien`, `girl, woman, other`. */
  function longestAt(from: number): Linked | undefined {
    if (isSign(from)) return undefined
    const words = [from]
    for (let at = from + 1; at < stems.length && words.length < longest; at++)
      if (!isSign(at)) words.push(at)
    for (let count = words.length; count > 0; count--) {
      const used = words.slice(0, count)
      const key = used.map((at) => spelled[at]).join(' ')
      const isOwn = phrases.has(key)
      const known = isOwn ? key : looseKey(used)
      const concepts = known === undefined ? undefined : phrases.get(known)
      if (!concepts) continue
      const isTypo = used.some((at) => stems[at] !== spelled[at])
      const isPart = count === 1 && isPartName(concepts)
      if (count === 1 && (cues[from] === 2 || (cues[from] === 1 && (isPart || !isOwn)))) continue
      const isWeak = weak.has(known!) || (isPart && (isTypo || !isOwn))
      return { from, to: used[count - 1] + 1, concepts, isTypo, isWeak }
    }
    return undefined
  }

  function isSign(at: number): boolean {
    return !/[\p{L}\p{N}]/u.test(stems[at])
  }

  function looseKey(at: readonly number[]): string | undefined {
    const inflected = at.map((n) =>
      looseStemOf(stems[n] === spelled[n] ? tokens[n].text : spelled[n]),
    )
    return loose.get(inflected.join(' '))
  }
}

/** A surname or a title of one word, which is too little to guess a misspelling from. */
function isPartName(concepts: readonly Concept[]): boolean {
  return concepts.every(
    ({ facet, value }) => facet === 'title' || (isPeople(facet) && value.includes(' ')),
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
