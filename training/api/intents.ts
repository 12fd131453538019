import { resolve } from 'node:path'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { type Dataset, idsInFile, type Sequences, splitDataset } from '../data/index.ts'
import {
  assertFree,
  Budget,
  type BuildOptions,
  buildIntents,
  Cache,
  costOf,
  type Embedder,
  type IntentsManifest,
  type Plan,
  PROMPT_VERSION,
  type Price,
  type Provider,
  type ProviderName,
  planIntents,
  priceOf,
  providerByName,
  type Usage,
  writeIntents,
} from '../intents/index.ts'
import { silent } from '../progress.ts'
import { readDataset } from './dataset.ts'
import { type DataOptions, DEFAULTS, type ProgressOptions } from './options.ts'

export interface IntentsOptions extends DataOptions, ProgressOptions {
  /** Folder of the intents. */
  out: string
  /** Provider that names the intents. Default: `lexical`, key phrases without a model. */
  provider?: ProviderName
  /** Chat model. Default: OPENAI_MODEL, or the provider's preset. */
  model?: string
  /** Provider of the vectors. Default: `provider`. */
  embedWith?: ProviderName
  /** Embedding model, or the folder of a local one. */
  embeddingModel?: string
  /** The split whose training events the users' intents may use. Default: `all`. */
  protocol?: Exclude<Protocol, 'cold-items'>
  /** Sends texts of users' histories, and their reviews, to a remote provider. Default: false. */
  sendUsers?: boolean
  /** Counts calls, tokens and cost without making a call. Default: false. */
  dryRun?: boolean
  /** Max US dollars to spend. */
  maxCost?: number
  /** US dollars per million tokens of the chat model. Default: a table of known models. */
  price?: Price
  /** The same for the embedding model. */
  embeddingPrice?: Price
  /** Max calls to a server per minute. */
  rate?: number
  /** Max calls at the same time. Default: 4. */
  concurrency?: number
  /** Max seconds to wait for an answer. Default: 60. */
  timeout?: number
  /** Folder of the cache of answers: a second run costs nothing. Default: `.tacit/intents`. */
  cache?: string
  /** Seed of all randomness. Default: 1. */
  seed?: number
  /** Aborted: no further call is made, and the signal's reason is thrown. */
  signal?: AbortSignal
}

export interface IntentsResult {
  /** Folder of the intents. */
  out: string
  seconds: number
  /** Number of calls that were answered. */
  calls: number
  /** Tokens of all calls. */
  usage: Usage
  /** US dollars. */
  cost: number
  /** The folder's intents.json. */
  manifest: IntentsManifest
}

/** Calls that would be made. `cost` is in US dollars, null if no price is known. */
export interface PlannedCalls {
  calls: number
  usage: Usage
  cost: number | null
}

export interface IntentsDryRun {
  dryRun: true
  chat: PlannedCalls
  embed: PlannedCalls
}

interface Models {
  provider: Provider
  /** The provider that makes the vectors. */
  embedding: Provider
  embedder: Embedder
}

const FREE: Price = { input: 0, output: 0 }

/**
 * Describes items and users in words, by a language model or by key phrases, and embeds the
 * descriptions. Answers are cached, so an interrupted run resumes without paying twice.
 *
 * @throws TacitError `intents/provider`, `intents/price` if `maxCost` needs a price that is not
 *   known, `intents/max-cost` once the limit is reached
 * @example
 * const { manifest } = await intents({ data: 'shop', out: 'intents' })
 */
export function intents(options: IntentsOptions & { dryRun: true }): Promise<IntentsDryRun>
export function intents(options: IntentsOptions & { dryRun?: false }): Promise<IntentsResult>
export function intents(options: IntentsOptions): Promise<IntentsResult | IntentsDryRun>
export async function intents(options: IntentsOptions): Promise<IntentsResult | IntentsDryRun> {
  const began = performance.now()
  const { dryRun, sendUsers = false, signal, progress = silent } = options
  const { cache: folder = DEFAULTS.cache, concurrency = DEFAULTS.concurrency } = options
  const { protocol = DEFAULTS.protocol } = options
  const models = modelsOf(options)
  const { provider, embedding, embedder } = models
  const prices = pricesOf(options, models)
  await assertFree(options.out)
  // Reviews are read only if they may be sent.
  const dataset = await readDataset({ ...options, reviews: sendUsers }, progress)
  const { fit, hash } = knownEvents(dataset, protocol)
  const cache = new Cache(folder, { write: !dryRun })
  const budget = new Budget(options.maxCost)
  const build = {
    provider,
    embedder,
    sendUsers,
    fit,
    prices,
    progress,
    concurrency,
    cache,
    budget,
    signal,
  }
  try {
    if (dryRun) return priced(planIntents(dataset, build), prices)
    if (provider.remote && !provider.chat)
      progress.note('no chat model: intents are key phrases; name a model with --model')
    if (provider.chat && provider.remote && !sendUsers)
      progress.note("users are described by their items' intents; --send-users asks the model")
    const built = await buildIntents(dataset, build)
    const out = resolve(options.out)
    const manifest = await writeIntents(out, dataset, built, await rowsOf(options, dataset), {
      data: { name: dataset.name, hash: dataset.hash },
      protocol,
      split: hash,
      provider: provider.name,
      model: provider.chat?.model ?? null,
      embedding: {
        provider: embedding.name,
        model: embedder.model,
        width: built.vectors.items.cols,
      },
      prompts: PROMPT_VERSION,
      sentUsers: sendUsers,
    })
    const seconds = (performance.now() - began) / 1000
    progress.note(`wrote ${out} in ${seconds.toFixed(1)} s`)
    const { calls, usage, cost } = budget
    return { out, seconds, calls, usage, cost, manifest }
  } finally {
    cache.close()
  }
}

function modelsOf(options: IntentsOptions): Models {
  const { model, embeddingModel, dryRun: unused, rate: perMinute } = options
  const { seed = DEFAULTS.seed, timeout = DEFAULTS.timeout } = options
  const { provider: name = DEFAULTS.provider, embedWith = name } = options
  const same = { seed, timeout: timeout * 1000, perMinute, unused }
  const own = embedWith === name ? embeddingModel : undefined
  const provider = providerByName(name, { ...same, model, embeddingModel: own })
  const embedding =
    embedWith === name ? provider : providerByName(embedWith, { ...same, embeddingModel })
  const { embedder } = embedding
  if (embedder) return { provider, embedding, embedder }
  throw new TacitError(
    'intents/provider',
    `--provider ${embedding.name} has no embedding model: name one with --embedding-model, or ` +
      'another provider with --embed-with, such as lexical',
  )
}

/** Prices given, otherwise known ones; a model on this machine is free. */
function pricesOf(
  { price, embeddingPrice, maxCost, dryRun }: IntentsOptions,
  { provider, embedding, embedder }: Models,
): BuildOptions['prices'] {
  const known = ({ remote }: Provider, model = '') => (remote ? priceOf(model) : FREE)
  const chat = price ?? known(provider, provider.chat?.model)
  const embed = embeddingPrice ?? known(embedding, embedder.model)
  const refuse = (flag: string, model: string) => {
    throw new TacitError(
      'intents/price',
      `--max-cost ${maxCost}: the price of ${model} is not known: pass it with ${flag}, in US ` +
        'dollars per million tokens (0 if it is free)',
    )
  }
  if (maxCost === undefined || dryRun) return { chat, embed }
  if (provider.chat && !chat) refuse('--price IN,OUT', provider.chat.model)
  if (!embed) refuse('--embedding-price IN', embedder.model)
  return { chat, embed }
}

function priced({ chat, embed }: Plan, prices: BuildOptions['prices']): IntentsDryRun {
  const withCost = (planned: Plan['chat'], price: Price | undefined): PlannedCalls => {
    const free = planned.calls === 0 ? 0 : null
    return { ...planned, cost: price ? costOf(planned.usage, price) : free }
  }
  const costs = { chat: withCost(chat, prices.chat), embed: withCost(embed, prices.embed) }
  return { dryRun: true, ...costs }
}

/** Unseen users are described by their inputs, as in any model with user embeddings. */
function knownEvents(
  dataset: Dataset,
  protocol: Exclude<Protocol, 'cold-items'>,
): { fit: Sequences; hash: string } {
  if (protocol === 'all') return splitDataset(dataset, 'all')
  const { fit, transductive, hash } = splitDataset(dataset, protocol)
  return { fit: transductive ?? fit, hash }
}

/** Ids in the order of DATA's files, so that row r of the folder belongs to their row r. */
async function rowsOf(
  options: IntentsOptions,
  dataset: Dataset,
): Promise<Record<'items' | 'users', readonly string[]>> {
  const rows = async (role: 'items' | 'users') => {
    const file = await idsInFile(options.data, role, options)
    return file ? [...new Set(file.ids)].filter((id) => id !== '') : dataset[role]
  }
  return { items: await rows('items'), users: await rows('users') }
}
