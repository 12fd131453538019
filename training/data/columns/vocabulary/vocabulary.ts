import { plain } from '../names.ts'

/** The words for one of our columns; words are separated by blanks. */
export interface Meaning {
  required?: true
  /** Tiers of nouns that may end in an id: `customer`, `customer_id`, `CustomerNo`. */
  ids?: string[]
  /** Tiers of names that are ids by themselves. */
  codes?: string[]
  /** false: the nouns of `ids` count only with an id at their end. */
  bare?: false
  /** Names for an id if there is no other, the most certain first. */
  last?: string
  /** Names, the most certain first. */
  names?: string
}

export type Vocabulary<Ours extends string = string> = Record<Ours, Meaning>

/** Endings of ids, and how certain they are. */
const ENDINGS: [ending: string, doubt: number][] = [
  ['id', 1],
  ['ids', 1],
  ['uuid', 1],
  ['guid', 1],
  ['sk', 1],
  ['pk', 1],
  ['idx', 1],
  ['key', 2],
  ['hash', 2],
  ['no', 2],
  ['nr', 2],
  ['num', 2],
  ['nummer', 2],
  ['number', 2],
  ['code', 3],
]
/** Words for an id before its noun: `id_customer`, `Código Producto`, `Numéro article`. */
const BEFORE = 'id code codigo codice cod numero num no nr nummer ref reference referencia'.split(
  ' ',
)
const BARE = 4
/** Between the doubts of two tiers. */
export const TIER = 10

/** Name without case and punctuation → doubt that it is this column; 0 for our own name. */
export type Doubts = Map<string, number>

/** The doubts of every name of a column. */
export function doubtsOf(ours: string, meaning: Meaning): Doubts {
  const doubts: Doubts = new Map([[plain(ours), 0]])
  const add = (name: string, doubt: number) => {
    if (!doubts.has(name)) doubts.set(name, doubt)
  }
  const split = (text: string) => text.trim().split(/\s+/).map(plain)
  const tiers = meaning.ids ?? []
  // Codes rank behind the nouns of their own place: `product_id`, then `sku`.
  for (const [tier, codes] of (meaning.codes ?? []).entries()) {
    for (const [at, code] of split(codes).entries()) add(code, (tier + 1) * TIER + 1 + at / 100)
  }
  for (const [tier, nouns] of tiers.entries()) {
    for (const noun of split(nouns)) {
      for (const [ending, doubt] of ENDINGS) add(noun + ending, tier * TIER + doubt)
      for (const word of BEFORE) add(word + noun, tier * TIER + 3)
      if (meaning.bare !== false) add(noun, tier * TIER + BARE)
    }
  }
  const end = Math.max(tiers.length, (meaning.codes ?? []).length + 1) * TIER
  for (const [at, name] of split(meaning.last ?? '').entries()) add(name, end + at + 1)
  for (const [at, name] of split(meaning.names ?? '').entries()) add(name, (at + 1) / TIER)
  doubts.delete('')
  return doubts
}
