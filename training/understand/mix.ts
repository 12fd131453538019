import { chunksOf } from '@tacit-rec/engine'
import type { Random } from '../random.ts'
import type { Utterance } from './types.ts'

/** One clause with its tags. */
interface Phrase {
  tokens: string[]
  tags: string[]
}

/** The words before each clause of an utterance, with the clause's intent. */
type Frame = readonly { before: string[]; intent: string }[]

/** What new utterances are composed of. */
export interface Clauses {
  frames: Frame[]
  /** Distinct clauses by intent. */
  phrases: Map<string, Phrase[]>
  /** Distinct values of each slot, by {@link keyOf} of the intent too. */
  values: Map<string, string[][]>
}

/** A slot in clauses of one intent. */
function keyOf(intent: string, name: string): string {
  return `${intent}\t${name}`
}

/** The distinct clauses of utterances whose clauses are known. */
export function clausesOf(utterances: readonly Utterance[]): Clauses {
  const frames: Frame[] = []
  const distinct = new Map<string, { intent: string; phrase: Phrase }>()
  for (const { tokens, tags, clauses } of utterances) {
    if (clauses.length === 0) continue
    frames.push(
      clauses.map(({ from, intent }, n) => ({
        before: tokens.slice(clauses[n - 1]?.to ?? 0, from),
        intent,
      })),
    )
    for (const { from, to, intent } of clauses) {
      const phrase = { tokens: tokens.slice(from, to), tags: tags.slice(from, to) }
      distinct.set(`${intent}\t${phrase.tokens.join(' ')}`, { intent, phrase })
    }
  }
  const phrases = new Map<string, Phrase[]>()
  for (const { intent, phrase } of distinct.values()) append(phrases, intent, phrase)
  return { frames, phrases, values: valuesOf([...distinct.values()]) }
}

function valuesOf(clauses: readonly { intent: string; phrase: Phrase }[]): Map<string, string[][]> {
  const seen = new Set<string>()
  const values = new Map<string, string[][]>()
  for (const { intent, phrase } of clauses)
    for (const { name, from, to } of chunksOf(phrase.tags)) {
      const value = phrase.tokens.slice(from, to)
      for (const slot of [name, keyOf(intent, name)]) {
        const key = `${slot}\t${value.join(' ')}`
        if (seen.has(key)) continue
        seen.add(key)
        append(values, slot, value)
      }
    }
  return values
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}

export interface MixOptions {
  /** Probability that a slot's value is replaced by another one of the same slot. */
  swap: number
  /** Whether that value must be one of a clause of the same intent. */
  swapWithin: boolean
  /**
   * Probability that a swapped value is made of two: the beginning of one and the end of another of
   * the same slot, where both have two tokens or more.
   */
  splice: number
  /**
   * Probability that a clause is any of the distinct ones in the place of one of its intent: rare
   * intents are as frequent in utterances as those that most clauses have, which alone show many
   * ways of saying a slot.
   */
  any: number
}

/**
 * Composes utterances anew: the intents and connecting words of a known utterance, with a random
 * clause of each intent.
 */
export function mix(
  { frames, phrases, values }: Clauses,
  count: number,
  { swap, swapWithin, splice, any }: MixOptions,
  random: Random,
): Utterance[] {
  const all = [...phrases].flatMap(([intent, list]) => list.map((phrase) => ({ intent, phrase })))
  const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]
  return Array.from({ length: count }, () => {
    const mixed: Utterance = { tokens: [], tags: [], intents: [], clauses: [] }
    for (const { before, intent: framed } of pick(frames)) {
      const isAny = any > 0 && random.uniform() < any
      const { intent, phrase: said } = isAny
        ? pick(all)
        : { intent: framed, phrase: pick(phrases.get(framed)!) }
      mixed.tokens.push(...before)
      for (const _ of before) mixed.tags.push('O')
      const phrase = swapped(said, intent)
      const from = mixed.tokens.length
      mixed.tokens.push(...phrase.tokens)
      mixed.tags.push(...phrase.tags)
      mixed.clauses.push({ from, to: mixed.tokens.length, intent })
      if (!mixed.intents.includes(intent)) mixed.intents.push(intent)
    }
    return mixed
  })

  function drawn(list: readonly string[][]): string[] {
    const value = pick(list)
    if (splice === 0 || value.length < 2 || random.uniform() >= splice) return value
    const other = pick(list)
    if (other.length < 2) return value
    const begin = value.slice(0, 1 + random.below(value.length - 1))
    return [...begin, ...other.slice(1 + random.below(other.length - 1))]
  }

  function swapped({ tokens, tags }: Phrase, intent: string): Phrase {
    const out: Phrase = { tokens: [], tags: [] }
    let end = 0
    for (const { name, from, to } of chunksOf(tags)) {
      if (random.uniform() >= swap) continue
      const value = drawn(values.get(swapWithin ? keyOf(intent, name) : name)!)
      out.tokens.push(...tokens.slice(end, from), ...value)
      out.tags.push(...tags.slice(end, from), ...value.map((_, n) => `${n ? 'I' : 'B'}-${name}`))
      end = to
    }
    out.tokens.push(...tokens.slice(end))
    out.tags.push(...tags.slice(end))
    return out
  }
}
