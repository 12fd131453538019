import type { Dataset, Sequences } from '../data/index.ts'
import type { Progress } from '../progress.ts'
import type { About } from './answer.ts'
import { askIntents, type CallContext, cachedIntents } from './ask.ts'
import type { Touched } from './construct/histories.ts'
import { userFromItems } from './construct/local.ts'
import type { Price } from './cost.ts'
import { draftIntents, type Job } from './draft.ts'
import { embedTexts, textsToEmbed } from './embed.ts'
import { forEachConcurrently } from './pace.ts'
import type { Embedder, IntentRecord, Intents, Provider } from './types.ts'
import type { Matrix } from './vectors.ts'

export interface BuildOptions extends Omit<CallContext, 'price'> {
  /** Its chat model names intents; without one they are key phrases. */
  provider: Provider
  embedder: Embedder
  /** Whether texts about users may go to a remote provider. */
  sendUsers: boolean
  /** The events that intents may use, one row per user: a split's `fit`. */
  fit: Sequences
  prices: { chat?: Price; embed?: Price }
  /** Max calls at once. */
  concurrency: number
  progress: Progress
}

/** Intents and vectors in the dataset's order. */
export interface Built {
  items: IntentRecord[]
  users: IntentRecord[]
  /** Of the intents' summaries. */
  vectors: Pair
  /** Of the items' plain texts; a user's is the weighted mean of their items'. */
  profiles: Pair
}

export interface Pair {
  items: Matrix
  users: Matrix
}

/**
 * Intents of every item and user, and their vectors. A user about whom no model may be asked is
 * described by their items' intents, and by the mean of their vectors. Every answer is cached.
 *
 * @throws TacitError if a provider fails; running again resumes from the cache
 */
export async function buildIntents(dataset: Dataset, options: BuildOptions): Promise<Built> {
  const { provider, embedder, sendUsers, fit, concurrency, cache, budget, signal } = options
  const draft = draftIntents(dataset, provider, fit, sendUsers)
  const { items, users, lexical, histories } = draft
  await answer('item', draft.itemJobs, items, (at) => lexical[at], options)
  const fromItems = (at: number) => userFromItems(histories[at], items)
  await answer('user', draft.userJobs, users, fromItems, options)
  for (const [at, { id, source }] of users.entries()) {
    if (source !== 'none') continue
    const own = fromItems(at)
    users[at] = { id, source: own.named.length ? 'items' : 'none', ...own }
  }
  // A summary made from a user's items is never sent to a provider.
  const fromModel = users.map(({ source, summary }) => (source === 'model' ? summary : ''))
  const summaries = [...items.map(({ summary }) => summary), ...fromModel]
  const embed = async (label: string, texts: string[]) => {
    const task = options.progress.task(label, textsToEmbed(texts, embedder, cache).length)
    const context = { cache, budget, signal, price: options.prices.embed }
    const matrix = await embedTexts(texts, embedder, context, concurrency, task.update)
    task.end(`${matrix.cols} numbers each`)
    return matrix
  }
  const both = await embed('vectors of intents', summaries)
  const plain = await embed('vectors of texts', dataset.texts ?? items.map(() => ''))
  const ofItems = rowsOf(both, 0, items.length)
  const ofUsers = userMeans(histories, ofItems)
  for (const [at, { source }] of users.entries())
    if (source === 'model')
      ofUsers.data.set(rowsOf(both, items.length + at, 1).data, at * ofUsers.cols)
  return {
    items,
    users,
    vectors: { items: ofItems, users: ofUsers },
    profiles: { items: plain, users: userMeans(histories, plain) },
  }
}

/** Puts a model's answers into `records`, or the fallback for unusable ones. */
async function answer(
  about: About,
  jobs: readonly Job[],
  records: IntentRecord[],
  fallback: (at: number) => Intents,
  options: BuildOptions,
): Promise<void> {
  const { cache, budget, signal, concurrency, progress } = options
  const { chat } = options.provider
  const context = { cache, budget, signal, price: options.prices.chat }
  if (!chat || jobs.length === 0) return
  let fallbacks = 0
  const put = (at: number, answered: Intents | undefined) => {
    const { id } = records[at]
    if (!answered) fallbacks++
    const intents = answered ?? fallback(at)
    records[at] = { id, source: answered ? 'model' : 'fallback', ...intents }
  }
  const open = jobs.filter(({ at, request }) => {
    const cached = cachedIntents(about, chat, request, cache)
    if (cached) put(at, cached.intents)
    return !cached
  })
  const task = progress.task(`intents of ${about}s`, open.length)
  let done = 0
  const ask = async ({ at, request }: Job) => {
    put(at, await askIntents(about, chat, request, context))
    task.update(++done, context.price ? `$${budget.cost.toFixed(4)}` : '')
  }
  await forEachConcurrently(open, concurrency, ask, signal)
  task.end(fallbacks ? `${fallbacks} of ${jobs.length} fell back to key phrases` : '')
}

/** Per user the weighted mean of the vectors of items not disliked; zeros if there are none. */
function userMeans(histories: readonly Touched[][], items: Matrix): Matrix {
  const { cols } = items
  const data = new Float32Array(histories.length * cols)
  for (const [user, history] of histories.entries()) {
    const liked = history.filter(({ disliked, weight }) => !disliked && weight > 0)
    const total = liked.reduce((sum, { weight }) => sum + weight, 0)
    for (const { item, weight } of liked)
      for (let c = 0; c < cols; c++)
        data[user * cols + c] += (weight / total) * items.data[item * cols + c]
  }
  return { rows: histories.length, cols, data }
}

function rowsOf({ data, cols }: Matrix, from: number, rows: number): Matrix {
  return { rows, cols, data: data.subarray(from * cols, (from + rows) * cols) }
}
