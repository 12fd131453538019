import type { Random } from '../random.ts'
import { type Runs, runsOf } from './contrast.ts'
import type { Utterance } from './types.ts'
import type { Lexemes } from './words.ts'

/** Utterances as adjacent rows, one a token. */
export interface Batch {
  /** [S+1], the first row of each utterance. */
  offsets: Int32Array
  /** Row of each token's word; 0 is an unknown or hidden one. */
  words: Int32Array
  /** For each token its bag of n-grams. */
  bags: Int32Array
  /** Distinct bags, one after another. */
  grams: Int32Array
  /** [bags+1], ends of the bags. */
  ends: Int32Array
  /** Numbers of the right answers: clause (0 connects), begin of a clause, tag. */
  clause: Int32Array
  begins: Int32Array
  tags: Int32Array
  /** What a contrast compares. */
  runs: { clauses: Runs; slots: Runs }
}

/** Numbers of the names that a network tells apart. */
export interface Names {
  intents: ReadonlyMap<string, number>
  tags: ReadonlyMap<string, number>
}

/** How often a batch hides a part of a word. */
export interface Hidden {
  /** Probability that a word is read by its n-grams alone. */
  hideWords: number
  /** Probability that a word is read without one of its n-grams. */
  hideGrams: number
}

export function batchOf(
  utterances: readonly Utterance[],
  lexemes: Lexemes,
  names: Names,
  { hideWords, hideGrams }: Hidden,
  random: Random,
): Batch {
  const offsets = new Int32Array(utterances.length + 1)
  for (const [s, { tokens }] of utterances.entries()) offsets[s + 1] = offsets[s] + tokens.length
  const count = offsets[utterances.length]
  const [words, bags, clause, begins, tags] = Array.from({ length: 5 }, () => new Int32Array(count))
  const places = new Map<number, number>()
  const grams: number[] = []
  const ends = [0]
  for (const [s, utterance] of utterances.entries()) {
    for (const [n, token] of utterance.tokens.entries()) {
      const at = offsets[s] + n
      const lexeme = lexemes.of(token)
      let place = places.get(lexeme)
      if (place === undefined) {
        place = places.size
        places.set(lexeme, place)
        const all = lexemes.grams[lexeme]
        const seen = hideGrams > 0 ? all.filter(() => random.uniform() >= hideGrams) : all
        grams.push(...(seen.length > 0 ? seen : all))
        ends.push(grams.length)
      }
      bags[at] = place
      words[at] = random.uniform() < hideWords ? 0 : lexemes.row[lexeme]
      tags[at] = names.tags.get(utterance.tags[n]) ?? 0
    }
    for (const { from, to, intent } of utterance.clauses) {
      clause.fill(1 + names.intents.get(intent)!, offsets[s] + from, offsets[s] + to)
      begins[offsets[s] + from] = 1
    }
  }
  return {
    ...{ offsets, words, bags, clause, begins, tags },
    grams: Int32Array.from(grams),
    ends: Int32Array.from(ends),
    runs: runsOf(utterances),
  }
}
