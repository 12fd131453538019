import { chunksOf } from '@tacit-rec/engine'
import type { Utterance } from './types.ts'

/** What a network understood of an utterance. */
export interface Understood {
  tags: readonly string[]
  intents: readonly string[]
}

export interface UnderstandScores {
  /** Share of utterances whose intents and tags are all right, 0…1. */
  overall: number
  /** F1 of slots with name and span, over all utterances. */
  slotF1: number
  /** Share of utterances whose set of intents is right. */
  intent: number
}

/** Scores as AGIF defines them (Qin et al., Findings of EMNLP 2020). */
export function judgeUnderstanding(
  gold: readonly Utterance[],
  understood: readonly Understood[],
): UnderstandScores {
  let [both, intents, hits, named, found] = [0, 0, 0, 0, 0]
  for (const [n, { tags, intents: expected }] of gold.entries()) {
    const answer = understood[n]
    const right = sameSet(expected, answer.intents)
    if (right) intents++
    if (right && tags.every((tag, t) => tag === answer.tags[t])) both++
    const spans = new Set(chunksOf(tags).map(keyOf))
    const answered = chunksOf(answer.tags).map(keyOf)
    named += spans.size
    found += answered.length
    hits += answered.filter((key) => spans.has(key)).length
  }
  const share = (count: number) => count / Math.max(1, gold.length)
  return {
    overall: share(both),
    slotF1: (2 * hits) / Math.max(1, named + found),
    intent: share(intents),
  }
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [new Set(a), new Set(b)]
  return one.size === other.size && a.every((name) => other.has(name))
}

function keyOf({ name, from, to }: { name: string; from: number; to: number }): string {
  return `${name} ${from} ${to}`
}
