import { TacitError } from '@tacit-rec/pack'
import { type Dataset, intentsOfItems, type Sequences } from '../data/index.ts'
import type { Question } from './answer.ts'
import { historyOf, ratingScale, reviewsOf, type Touched } from './construct/histories.ts'
import { givenIntents, lexicalIntents, NO_INTENTS } from './construct/local.ts'
import { itemRequest, userRequest } from './construct/requests.ts'
import type { IntentRecord, Intents, Provider } from './types.ts'

/** What a model is asked, and the row that its answer is for. */
export interface Job {
  at: number
  request: Question
}

/** What can be said without any call, and what remains to be asked. */
export interface Draft {
  /** Complete, save for those of `itemJobs`. */
  items: IntentRecord[]
  /** Empty so far. */
  users: IntentRecord[]
  /** Per item, what stands in where a model's answer is no use. */
  spare: Intents[]
  histories: Touched[][]
  itemJobs: Job[]
  userJobs: Job[]
}

/**
 * Drafts the intents of a dataset: items that name their intents keep them, the others have their
 * key phrases or, where the provider has a model, a question. Users have a question only where
 * their texts may go to the provider.
 *
 * @param fit the events that may be known, one row per user
 * @throws TacitError `intents/no-text` where no item has a text
 */
export function draftIntents(
  dataset: Dataset,
  provider: Provider,
  fit: Sequences,
  sendUsers: boolean,
): Draft {
  const { catalogue } = dataset
  const spare = lexicalIntents(catalogue)
  const given = intentsOfItems(catalogue)
  if (!given && spare.every(({ named }) => named.length === 0))
    throw new TacitError(
      'intents/no-text',
      `${dataset.name}: no item has a text: give titles, categories or descriptions in items.csv`,
    )
  const itemJobs: Job[] = []
  const items = dataset.items.map((id, at): IntentRecord => {
    const names = given?.[at]
    if (names?.length) return { id, source: 'given', ...givenIntents(catalogue, at, names) }
    const request = provider.chat ? itemRequest(catalogue, at) : null
    if (request) itemJobs.push({ at, request })
    return { id, source: spare[at].named.length ? 'lexical' : 'none', ...spare[at] }
  })
  const ratings = ratingScale(dataset)
  const reviews = reviewsOf(dataset)
  const histories = dataset.users.map((_, user) => historyOf(dataset, fit, user, ratings, reviews))
  const ask = provider.chat && (sendUsers || !provider.remote)
  const userJobs = histories.flatMap((history, at): Job[] => {
    const request = ask ? userRequest(catalogue, history, fit.time !== null) : null
    return request ? [{ at, request }] : []
  })
  const users = dataset.users.map((id): IntentRecord => ({ id, source: 'none', ...NO_INTENTS }))
  return { items, users, spare, histories, itemJobs, userJobs }
}
