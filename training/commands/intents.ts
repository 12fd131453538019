import { resolve } from 'node:path'
import { type Protocol, TacitError } from '@tacit-rec/pack'
import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type Dataset,
  idsInFile,
  loadDataset,
  type Sequences,
  splitDataset,
} from '../data/index.ts'
import {
  assertFree,
  Budget,
  type BuildOptions,
  buildIntents,
  Cache,
  costOf,
  type Plan,
  PROMPT_VERSION,
  PROVIDERS,
  type Price,
  type Provider,
  type ProviderName,
  planIntents,
  priceOf,
  providerByName,
  writeIntents,
} from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import { type DataFlags, loadOptions, positive, wholeNumber, withDataFlags } from './flags.ts'

export interface IntentsFlags extends DataFlags {
  out: string
  provider: ProviderName
  model?: string
  embedWith?: ProviderName
  embeddingModel?: string
  protocol: Exclude<Protocol, 'cold-items'>
  sendUsers?: boolean
  dryRun?: boolean
  maxCost?: number
  price?: Price
  embeddingPrice?: Price
  rate?: number
  concurrency: number
  timeout: number
  cache: string
  seed: number
}

const FREE: Price = { input: 0, output: 0 }

/** Adds {@link IntentsFlags} to a command. */
export function withIntentsFlags(command: Command): Command {
  const provider = (flags: string, what: string) => new Option(flags, what).choices(PROVIDERS)
  return withDataFlags(
    command
      .addOption(provider('--provider <name>', 'who names the intents').default('lexical'))
      .option('--model <name>', 'chat model; else OPENAI_MODEL or the preset')
      .addOption(provider('--embed-with <name>', 'who makes the vectors; else the provider'))
      .option('--embedding-model <name>', 'embedding model, or the folder of a local one')
      .addOption(
        new Option('--protocol <name>', "whose training events the users' intents may know")
          .choices(['all', 'ratio', 'leave-one-out', 'unseen-users'])
          .default('all'),
      )
      .option('--send-users', 'let texts of histories, and reviews, go to a remote provider')
      .option('--dry-run', 'print calls, tokens and cost, and call nothing')
      .option('--max-cost <usd>', 'stop before this is spent', positive)
      .option('--price <in,out>', 'US dollars per million tokens of the chat model', priceFlag)
      .option('--embedding-price <in>', 'the same of the embedding model', priceFlag)
      .option('--rate <n>', 'most calls that a server is sent per minute', positive)
      .option('--concurrency <n>', 'most calls at once', wholeNumber(1), 4)
      .option('--timeout <seconds>', 'longest wait for one answer', positive, 60)
      .option('--cache <folder>', 'where answers are kept', '.tacit/intents')
      .option('--seed <n>', 'seed of everything random', wholeNumber(0), 1),
  )
}

/**
 * `tacit intents DATA --out DIR`: what items and users are about, by a language model or by key phrases, and
 * vectors of that. What was answered is kept, so that a second run costs nothing.
 *
 * @throws TacitError `intents/price` where a limit needs a price that nobody named
 */
export async function intents(
  data: string,
  flags: IntentsFlags,
  progress: Progress,
): Promise<Record<string, unknown>> {
  const began = performance.now()
  const { provider, embedding } = providersOf(flags)
  const embedder = embedding.embedder
  if (!embedder)
    throw new TacitError(
      'intents/provider',
      `--provider ${embedding.name} has no embedding model: name one with --embedding-model, or ` +
        'another provider with --embed-with, such as lexical',
    )
  const prices = pricesOf(flags, provider, embedding)
  await assertFree(flags.out)
  // What users wrote is not even read where it may not be sent.
  const dataset = await loadDataset(data, { ...loadOptions(flags), reviews: flags.sendUsers })
  const { fit, hash } = knownEvents(dataset, flags.protocol)
  const cache = new Cache(flags.cache, { write: !flags.dryRun })
  const budget = new Budget(flags.maxCost)
  const { concurrency, sendUsers = false } = flags
  const options: BuildOptions = {
    ...{ provider, embedder, sendUsers, fit, prices, progress },
    concurrency,
    cache,
    budget,
  }
  try {
    if (flags.dryRun) return dryRun(planIntents(dataset, options), prices)
    if (provider.remote && !provider.chat)
      progress.note('no chat model is named: intents are key phrases; name one with --model')
    if (provider.chat && provider.remote && !sendUsers)
      progress.note("users are described by their items' intents; --send-users asks the model")
    const built = await buildIntents(dataset, options)
    const rows = {
      items: (await idsInFile(data, 'items', loadOptions(flags)))?.ids ?? dataset.items,
      users: (await idsInFile(data, 'users', loadOptions(flags)))?.ids ?? dataset.users,
    }
    const folder = resolve(flags.out)
    const manifest = await writeIntents(folder, dataset, built, rows, {
      data: { name: dataset.name, hash: dataset.hash },
      ...{ protocol: flags.protocol, split: hash },
      ...{ provider: provider.name, model: provider.chat?.model ?? null },
      embedding: {
        ...{ provider: embedding.name, model: embedder.model },
        width: built.vectors.items.cols,
      },
      ...{ prompts: PROMPT_VERSION, sentUsers: sendUsers },
    })
    const seconds = (performance.now() - began) / 1000
    const { calls, usage, cost } = budget
    progress.note(`wrote ${folder} in ${seconds.toFixed(1)} s`)
    return { out: folder, seconds, calls, usage, cost, manifest }
  } finally {
    cache.close()
  }
}

/** The plan of `--dry-run` as lines of text. */
export function showPlan(result: Record<string, unknown>): string {
  const line = (name: string, flag: string, { calls, usage, cost }: Planned) => {
    const dollars = cost === null ? `unknown: give ${flag}` : `$${cost.toFixed(4)}`
    return `${name.padEnd(12)}${calls} calls, ${usage.input} tokens in, ${usage.output} out, ${dollars}`
  }
  const { chat, embed } = result as unknown as Record<'chat' | 'embed', Planned>
  return [line('intents', '--price', chat), line('vectors', '--embedding-price', embed)].join('\n')
}

type Planned = Plan['chat'] & { cost: number | null }

function dryRun({ chat, embed }: Plan, prices: BuildOptions['prices']): Record<string, unknown> {
  const priced = (plan: Plan['chat'], price: Price | undefined): Planned => {
    const cost = price ? costOf(plan.usage, price) : plan.calls === 0 ? 0 : null
    return { ...plan, cost }
  }
  return {
    dryRun: true,
    chat: priced(chat, prices.chat),
    embed: priced(embed, prices.embed),
  }
}

function providersOf(flags: IntentsFlags): { provider: Provider; embedding: Provider } {
  const { model, embeddingModel, seed, timeout, rate: perMinute } = flags
  const options = { seed, timeout: timeout * 1000, perMinute, unused: flags.dryRun }
  const { provider: name, embedWith = name } = flags
  const own = embedWith === name
  const provider = providerByName(name, {
    ...options,
    model,
    embeddingModel: own ? embeddingModel : undefined,
  })
  return {
    provider,
    embedding: own ? provider : providerByName(embedWith, { ...options, embeddingModel }),
  }
}

/** Given prices, else the table's; on this machine it is free. A limit cannot be kept without. */
function pricesOf(
  { price, embeddingPrice, maxCost, dryRun }: IntentsFlags,
  provider: Provider,
  embedding: Provider,
): BuildOptions['prices'] {
  const known = ({ remote }: Provider, model = '') => (remote ? priceOf(model) : FREE)
  const chat = price ?? known(provider, provider.chat?.model)
  const embed = embeddingPrice ?? known(embedding, embedding.embedder?.model)
  const refuse = (flag: string, model: string) => {
    throw new TacitError(
      'intents/price',
      `--max-cost ${maxCost}: no price is known of ${model}: give it with ${flag}, in US dollars per ` +
        'million tokens (0 where it is free)',
    )
  }
  if (maxCost === undefined || dryRun) return { chat, embed }
  if (provider.chat && !chat) refuse('--price IN,OUT', provider.chat.model)
  if (embedding.embedder && !embed) refuse('--embedding-price IN', embedding.embedder.model)
  return { chat, embed }
}

/** Of unseen users their inputs are known, as to any model that has embeddings of users. */
function knownEvents(
  dataset: Dataset,
  protocol: IntentsFlags['protocol'],
): { fit: Sequences; hash: string } {
  const { fit, transductive, hash } = splitDataset(dataset, protocol)
  return { fit: transductive ?? fit, hash }
}

function priceFlag(text: string): Price {
  const [input, output = 0, ...rest] = text.split(',').map(Number)
  if (rest.length === 0 && [input, output].every((x) => Number.isFinite(x) && x >= 0))
    return { input, output }
  throw new InvalidArgumentError(`"${text}" is no price: give IN or IN,OUT in US dollars.`)
}
