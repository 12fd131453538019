import { PHRASES, phraseAt, phraseEnd } from './phrases.ts'
import type { Token } from './text.ts'

/** Columns that are called alike: the first that the shop has is meant. */
const ALIKE = [
  ['brand', 'maker', 'author', 'writer', 'marke', 'hersteller', 'autor', 'autorin', 'artist'],
  ['color', 'colour', 'farbe'],
  ['material', 'stoff'],
  ['category', 'kategorie'],
]

/** The column that a word names: `author` also where the shop calls it `brand`; `item` for `one`. */
export function pointedAt(
  tokens: readonly Token[],
  facets: ReadonlySet<string>,
  at: number,
): string | undefined {
  const word = tokens[at]?.text
  if (word === undefined) return undefined
  if (facets.has(word)) return word
  const alike = ALIKE.find((names) => names.includes(word))?.find((name) => facets.has(name))
  if (alike) return alike
  return /^(?:one|item|product|book|artikel|produkt|buch)$/.test(word) ? 'item' : undefined
}

/** Words after which a recipient may stand: `for`, or whose relative it is. */
const WHOSE = /^(?:my|our|his|her|meine|meinen|meinem|meiner|mein|unsere|unseren|unserer|unserem)$/
/** `what can i give a sister`: an article must follow, since `buy girl dress` is no gift. */
const GIVEN = /^(?:give|get|buy|schenke|schenken|kaufe)$/
/** Words between `for` and a recipient, as in `for a 9 year old girl`. */
const REACH = 7

/** `for my nephew`, `my nephew`, `für eine Freundin`, `gift for a 9 year old girl`. */
export function recipientIn(
  tokens: readonly Token[],
  from: number,
  to: number,
): { word: string; at: number; to: number } | undefined {
  for (let at = from; at < to; at++) {
    const isFor = phraseEnd(PHRASES.forWhom, tokens, at) > at
    const isGiven = GIVEN.test(tokens[at].text)
    if (!isFor && !isGiven && !WHOSE.test(tokens[at].text)) continue
    let found = phraseAt(PHRASES.recipient, tokens, at + 1, Math.min(to, at + REACH))
    if (found < 0) continue
    // `for her mum`: the word after is who it is.
    if (phraseEnd(PHRASES.recipient, tokens, found + 1) > found + 1) found++
    const between = tokens.slice(at + 1, found)
    if (isGiven && between.length === 0) continue
    if (!between.every(({ text }) => BETWEEN.test(text))) continue
    const end = phraseEnd(PHRASES.recipient, tokens, found)
    const said = tokens.slice(found, end).map(({ text }) => text)
    return { word: said.join(' '), at: found, to: end }
  }
  return undefined
}

const BETWEEN =
  /^(?:a|an|my|our|his|her|the|best|age|aged|yr|month|months|little|dear|old|year|years|\d+|-|jahre|alte|alten|meine|meinen|meinem|meiner|mein|eine|einen|einem|einer|die|den|der|beste|besten|kleine|kleinen)$/
