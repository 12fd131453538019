import { searchTexts } from '@tacit-rec/engine'
import { TacitError } from '@tacit-rec/pack'
import {
  Budget,
  Cache,
  type CallContext,
  chatEstimate,
  costOf,
  forEachConcurrently,
  itemBrief,
  type Price,
  type Provider,
  type ProviderName,
  priceOf,
  providerByName,
  type Usage,
} from '../intents/index.ts'
import { silent } from '../progress.ts'
import {
  askQueries,
  assertOurs,
  cachedQueries,
  chainOf,
  LANGUAGES,
  type Language,
  languageOf,
  madeQuery,
  madeSession,
  type QueryRow,
  queryRequest,
  readMoves,
  shopOf,
  synonymsOf,
  writeQueries,
} from '../queries/index.ts'
import { createRandom } from '../random.ts'
import { readDataset } from './dataset.ts'
import type { PlannedCalls } from './intents.ts'
import { type DataOptions, DEFAULTS, type ProgressOptions } from './options.ts'

/** Languages of made-up queries. */
export const QUERY_LANGUAGES = LANGUAGES

export interface QueriesOptions extends DataOptions, ProgressOptions {
  /** Folder of the queries. */
  out: string
  /** Default: that of the catalogue's texts. */
  language?: Language
  /** Queries by templates for each item. Default: 3. */
  perItem?: number
  /** Searches of several turns. Default: 500. */
  sessions?: number
  /** File of real searches, a session and a query a row: how their turns follow each other. */
  log?: string
  /** Provider whose chat model writes queries too. Default: `lexical`, templates alone. */
  provider?: ProviderName
  /** Chat model. Default: OPENAI_MODEL, or the provider's preset. */
  model?: string
  /** Counts calls, tokens and cost without making a call. Default: false. */
  dryRun?: boolean
  /** Max US dollars to spend. */
  maxCost?: number
  /** US dollars per million tokens of the chat model. Default: a table of known models. */
  price?: Price
  /** Max calls to a server per minute. */
  rate?: number
  /** Max calls at the same time. Default: 4. */
  concurrency?: number
  /** Max seconds to wait for an answer. Default: 60. */
  timeout?: number
  /** Folder of the cache of answers, that of `intents`. Default: `.tacit/intents`. */
  cache?: string
  /** Seed of all randomness. Default: 1. */
  seed?: number
  /** Aborted: no further call is made, and the signal's reason is thrown. */
  signal?: AbortSignal
}

export interface QueriesResult {
  /** Folder of the queries. */
  out: string
  language: Language
  /** Rows of `queries.tsv`. */
  queries: number
  /** Of these, what a model wrote. */
  byModel: number
  sessions: number
  /** Number of calls that were answered. */
  calls: number
  usage: Usage
  /** US dollars. */
  cost: number
  seconds: number
}

export interface QueriesDryRun {
  dryRun: true
  chat: PlannedCalls
}

/**
 * Makes up queries and searches of several turns from a catalogue: by templates in its language, and
 * by a chat model where one is named. Only what the catalogue says of items is sent.
 *
 * @throws TacitError `queries/…` for a folder with other files, or a catalogue without texts;
 *   `intents/…` as `intents` does for providers, prices and costs
 * @example
 * await queries({ data: 'shop', out: 'made-up' })
 */
export function queries(options: QueriesOptions & { dryRun: true }): Promise<QueriesDryRun>
export function queries(options: QueriesOptions & { dryRun?: false }): Promise<QueriesResult>
export function queries(options: QueriesOptions): Promise<QueriesResult | QueriesDryRun>
export async function queries(options: QueriesOptions): Promise<QueriesResult | QueriesDryRun> {
  const began = performance.now()
  const { perItem = 3, sessions = 500, seed = DEFAULTS.seed, progress = silent } = options
  const { dryRun = false, signal } = options
  const provider = chatProvider(options)
  const price = priceIn(options, provider)
  const out = await assertOurs(options.out)
  const { catalogue } = await readDataset(options, progress)
  const shop = shopOf(catalogue)
  if (shop.items.length === 0)
    throw new TacitError(
      'queries/texts',
      'no item has a title or a category to make queries from: pass --items FILE with titles',
    )
  const cache = new Cache(options.cache ?? DEFAULTS.cache, { write: !dryRun })
  try {
    const context = { cache, budget: new Budget(options.maxCost), price, signal }
    if (dryRun) return planned(provider, briefs(), context)
    const texts = searchTexts(catalogue)
    const language = options.language ?? languageOf([...texts, ...descriptions()])
    const making = { shop, language, synonyms: synonymsOf(texts), random: createRandom(seed) }
    const { ids } = catalogue
    const rows = shop.items.flatMap((item) =>
      Array.from({ length: perItem }, (): QueryRow => {
        const { query, template } = madeQuery(item, making)
        return { query, item: ids[item], made: template }
      }),
    )
    const asked = await byModel(provider, briefs(), context, options)
    const chain = chainOf(options.log === undefined ? [] : await readMoves(options.log))
    const searches = Array.from({ length: sessions }, () => madeSession(chain, making))
    await writeQueries(out, [...rows, ...asked], searches, catalogue)
    const { calls, usage, cost } = context.budget
    const seconds = (performance.now() - began) / 1000
    const counts = { queries: rows.length + asked.length, byModel: asked.length, sessions }
    progress.note(`wrote ${out}: ${counts.queries} queries, ${sessions} searches (${language})`)
    return { out, language, ...counts, calls, usage, cost, seconds }
  } finally {
    cache.close()
  }

  function briefs(): { id: string; brief: string }[] {
    return shop.items.flatMap((item) => {
      const brief = itemBrief(catalogue, item)
      return brief ? [{ id: catalogue.ids[item], brief }] : []
    })
  }

  function descriptions(): string[] {
    return (catalogue.description ?? []).flatMap((text) => text ?? [])
  }
}

function chatProvider(options: QueriesOptions): Provider {
  const { provider: name = DEFAULTS.provider, model, dryRun: unused, rate: perMinute } = options
  const { seed = DEFAULTS.seed, timeout = DEFAULTS.timeout } = options
  const provider = providerByName(name, { seed, model, unused, perMinute, timeout: timeout * 1000 })
  if (name === 'lexical' || provider.chat) return provider
  throw new TacitError(
    'intents/provider',
    `--provider ${name} has no chat model: name one with --model, or leave the flag out`,
  )
}

function priceIn({ price, maxCost, dryRun }: QueriesOptions, { chat, remote }: Provider) {
  if (!chat) return undefined
  const known = price ?? (remote ? priceOf(chat.model) : { input: 0, output: 0 })
  if (known || maxCost === undefined || dryRun) return known
  throw new TacitError(
    'intents/price',
    `--max-cost ${maxCost}: the price of ${chat.model} is not known: pass it with --price IN,OUT, ` +
      'in US dollars per million tokens (0 if it is free)',
  )
}

type Briefs = readonly { id: string; brief: string }[]

function planned({ chat }: Provider, briefs: Briefs, context: CallContext): QueriesDryRun {
  const usage: Usage = { input: 0, output: 0 }
  let calls = 0
  for (const { brief } of chat ? briefs : []) {
    const request = queryRequest(brief)
    if (cachedQueries(chat!, request, context)) continue
    const { input, output } = chatEstimate(request)
    calls++
    usage.input += input
    usage.output += output
  }
  const cost = calls === 0 ? 0 : context.price ? costOf(usage, context.price) : null
  return { dryRun: true, chat: { calls, usage, cost } }
}

async function byModel(
  { chat }: Provider,
  briefs: Briefs,
  context: CallContext,
  { concurrency = DEFAULTS.concurrency, signal, progress = silent }: QueriesOptions,
): Promise<QueryRow[]> {
  if (!chat) return []
  const answers: string[][] = briefs.map(() => [])
  const task = progress.task('queries of items', briefs.length)
  let done = 0
  const ask = async (at: number) => {
    answers[at] = await askQueries(chat, queryRequest(briefs[at].brief), context)
    task.update(++done, context.price ? `$${context.budget.cost.toFixed(4)}` : '')
  }
  await forEachConcurrently([...briefs.keys()], concurrency, ask, signal)
  const unusable = answers.filter(({ length }) => length === 0).length
  task.end(unusable ? `${unusable} answers could not be used` : '')
  return answers.flatMap((texts, at) =>
    texts.map((query) => ({ query, item: briefs[at].id, made: 'model' })),
  )
}
