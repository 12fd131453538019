import { TacitError } from '@tacit-rec/pack'
import { type Dataset, intentsOfItems, type Sequences } from '../data/index.ts'
import type { Question } from './answer.ts'
import { historyOf, judgementsOf, reviewsOf, type Touched } from './construct/histories.ts'
import { givenIntents, lexicalIntents, NO_INTENTS } from './construct/local.ts'
import { itemRequest, userRequest } from './construct/requests.ts'
import type { IntentRecord, Intents, Provider } from './types.ts'

/** A question for a model, and the row of its answer. */
export interface Job {
  at: number
  request: Question
}

/** The intents that need no call, and the questions that remain. */
export interface Draft {
  /** Complete, except the rows of `itemJobs`. */
  items: IntentRecord[]
  /** Empty so far. */
  users: IntentRecord[]
  /** Per item its key phrases: the fallback for an unusable answer. */
  lexical: Intents[]
  histories: Touched[][]
  itemJobs: Job[]
  userJobs: Job[]
}

/**
 * Drafts the intents of a dataset. Items whose row names intents keep those; others get their key
 * phrases or, with a chat model, a question. Users get a question only if their texts may be sent
 * to the provider.
 *
 * @param fit the events that intents may use, one row per user
 * @throws TacitError `intents/no-text` if no item has a text
 */
export function draftIntents(
  dataset: Dataset,
  provider: Provider,
  fit: Sequences,
  sendUsers: boolean,
): Draft {
  const { catalogue } = dataset
  const lexical = lexicalIntents(catalogue)
  const given = intentsOfItems(catalogue)
  if (!given && lexical.every(({ named }) => named.length === 0))
    throw new TacitError(
      'intents/no-text',
      `${dataset.name}: no item has a text: add titles, categories or descriptions to items.csv`,
    )
  const itemJobs: Job[] = []
  const items = dataset.items.map((id, at): IntentRecord => {
    const names = given?.[at]
    if (names?.length) return { id, source: 'given', ...givenIntents(catalogue, at, names) }
    const request = provider.chat ? itemRequest(catalogue, at) : null
    if (request) itemJobs.push({ at, request })
    return { id, source: lexical[at].named.length ? 'lexical' : 'none', ...lexical[at] }
  })
  const judgements = judgementsOf(dataset)
  const reviews = reviewsOf(dataset)
  const histories = dataset.users.map((_, user) =>
    historyOf(dataset, fit, user, judgements, reviews),
  )
  const ask = provider.chat && (sendUsers || !provider.remote)
  const userJobs = histories.flatMap((history, at): Job[] => {
    const request = ask ? userRequest(catalogue, history, fit.time !== null) : null
    return request ? [{ at, request }] : []
  })
  const users = dataset.users.map((id): IntentRecord => ({ id, source: 'none', ...NO_INTENTS }))
  return { items, users, lexical, histories, itemJobs, userJobs }
}
