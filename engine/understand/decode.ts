import type { Network, Reading } from './network.ts'
import { viterbi } from './viterbi.ts'

/** A run of tokens that says one intent. */
export interface ReadClause {
  from: number
  /** The token after the last. */
  to: number
  intent: string
  /** Mean probability of the intent over the clause's tokens. */
  weight: number
}

/** What an utterance says. */
export interface Decoded {
  clauses: ReadClause[]
  /** Distinct intents, in the order of their clauses. */
  intents: string[]
  /** A BIO tag for every token. */
  tags: string[]
}

/** Smallest probability that a logarithm is taken of. */
const LEAST = 1e-9

/**
 * The best BIO tags by their probabilities and neighbours, and clauses: a clause begins where the
 * network says so, and ends before the next one or before a token that connects clauses. Its tokens
 * vote for its intent by the sum of their log-probabilities. An utterance of connecting tokens only is one clause.
 */
export function decodeReading({ intents, tags, next }: Network, reading: Reading): Decoded {
  const { length, clause } = reading
  if (length === 0) return { clauses: [], intents: [], tags: [] }
  const wide = 1 + intents.length
  const connects = (t: number) => {
    const row = clause.subarray(t * wide, (t + 1) * wide)
    return row.every((p) => p <= row[0])
  }
  const spans: { from: number; to: number }[] = []
  let open: { from: number; to: number } | undefined
  for (let t = 0; t < length; t++) {
    if (connects(t)) {
      open = undefined
    } else if (open && reading.begins[t] < 0.5) {
      open.to = t + 1
    } else {
      open = { from: t, to: t + 1 }
      spans.push(open)
    }
  }
  if (spans.length === 0) spans.push({ from: 0, to: length })
  const clauses = spans.map((span) => ({ ...span, ...vote(reading, span, intents) }))
  const path = viterbi(
    reading.tags.map((p) => Math.log(Math.max(p, LEAST))),
    next,
    tags.length,
  )
  return {
    clauses,
    intents: [...new Set(clauses.map(({ intent }) => intent))],
    tags: path.map((s) => tags[s]),
  }
}

function vote(
  { clause }: Reading,
  { from, to }: { from: number; to: number },
  intents: readonly string[],
): { intent: string; weight: number } {
  const wide = 1 + intents.length
  const votes = intents.map((intent, i) => {
    let [sum, mass] = [0, 0]
    for (let t = from; t < to; t++) {
      const p = clause[t * wide + 1 + i]
      sum += Math.log(Math.max(p, LEAST))
      mass += p
    }
    return { intent, sum, weight: mass / (to - from) }
  })
  const { intent, weight } = votes.reduce((best, one) => (one.sum > best.sum ? one : best))
  return { intent, weight }
}
