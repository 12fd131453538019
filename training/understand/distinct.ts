import type { Utterance } from './types.ts'

/**
 * The distinct clauses of utterances, each as an utterance of its own, in the order in which they
 * first occur. Utterances whose clauses are unknown count whole.
 */
export function distinctClauses(utterances: readonly Utterance[]): Utterance[] {
  const distinct = new Map<string, Utterance>()
  for (const { tokens, tags, intents, clauses } of utterances)
    for (const [from, to, names] of clauses.length
      ? clauses.map(({ from, to, intent }) => [from, to, [intent]] as const)
      : [[0, tokens.length, intents] as const]) {
      const said = tokens.slice(from, to)
      const key = `${names.join('|')}\t${said.join(' ')}`
      if (distinct.has(key)) continue
      const clauses = names.length === 1 ? [{ from: 0, to: said.length, intent: names[0] }] : []
      distinct.set(key, { tokens: said, tags: tags.slice(from, to), intents: [...names], clauses })
    }
  return [...distinct.values()]
}

/** What no network can know of some utterances, since training lacks it. */
export interface Limits {
  /** Utterances with an intent that training lacks. */
  intents: number
  /** Utterances with a tag that training lacks. */
  slots: number
  /** Max `overall` and `intent` that can be reached, 0…1. */
  overall: number
  intent: number
}

export function limitsOf(train: readonly Utterance[], test: readonly Utterance[]): Limits {
  const intents = new Set(train.flatMap(({ intents }) => intents))
  const tags = new Set(train.flatMap(({ tags }) => tags))
  const isNew = test.map((one) => ({
    intents: !one.intents.every((name) => intents.has(name)),
    slots: !one.tags.every((tag) => tags.has(tag)),
  }))
  const share = (count: number) => 1 - count / Math.max(1, test.length)
  const withIntents = isNew.filter((one) => one.intents).length
  return {
    intents: withIntents,
    slots: isNew.filter((one) => one.slots).length,
    overall: share(isNew.filter((one) => one.intents || one.slots).length),
    intent: share(withIntents),
  }
}
