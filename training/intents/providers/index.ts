import { TacitError } from '@tacit-rec/pack'
import { Rate } from '../pace.ts'
import type { Provider } from '../types.ts'
import type { Endpoint } from './http.ts'
import { lexicalProvider } from './lexical.ts'
import { openaiChat, openaiEmbedder } from './openai.ts'
import { transformersProvider } from './transformers.ts'

export const PROVIDERS = ['lexical', 'openai', 'workers-ai', 'transformers'] as const
export type ProviderName = (typeof PROVIDERS)[number]

export interface ProviderOptions {
  /** Chat model; else the environment's. */
  model?: string
  /** Embedding model, or of `transformers` the model's folder; else the environment's. */
  embeddingModel?: string
  /** Of everything random in `lexical`. */
  seed?: number
  timeout?: number
  attempts?: number
  backoff?: number
  /** Calls that a server is sent in a minute, at most; unlimited unless given. */
  perMinute?: number
  /** Whether it is only asked for its name and models: then a key may be missing. */
  unused?: boolean
  env?: NodeJS.ProcessEnv
}

/** Models on Workers AI that keep to a JSON schema, and that embed many languages. */
const WORKERS_AI = {
  chat: '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
  embedding: '@cf/baai/bge-m3',
}

/**
 * A provider by its name, set up from options and environment.
 *
 * @throws TacitError `intents/provider` naming what is not set
 */
export function providerByName(name: ProviderName, options: ProviderOptions = {}): Provider {
  const { env = process.env, seed = 1, embeddingModel } = options
  if (name === 'lexical') return lexicalProvider(seed)
  if (name === 'openai') return openai(options, env)
  if (name === 'workers-ai') return workersAi(options, env)
  if (embeddingModel) return transformersProvider(embeddingModel)
  throw missing(name, '--embedding-model', 'the folder of a model with config.json and onnx/')
}

function openai(options: ProviderOptions, env: NodeJS.ProcessEnv): Provider {
  const model = options.model ?? env.OPENAI_MODEL
  const embeddingModel = options.embeddingModel ?? env.OPENAI_EMBEDDING_MODEL
  if (!model && !embeddingModel)
    throw missing(
      'openai',
      '--model or --embedding-model',
      'a chat model, an embedding model or both',
    )
  const own = env.OPENAI_BASE_URL
  // Servers of one's own often take no key; OpenAI's does.
  if (!own && !env.OPENAI_API_KEY && !options.unused)
    throw missing('openai', 'OPENAI_API_KEY', 'a key, or in OPENAI_BASE_URL a server without one')
  const endpoint = {
    key: env.OPENAI_API_KEY,
    keyName: 'OPENAI_API_KEY',
    urlName: 'OPENAI_BASE_URL',
    ...patience(options),
  }
  return speaksOpenai('openai', own || 'https://api.openai.com/v1', endpoint, model, embeddingModel)
}

/** The preset of {@link openai} for Cloudflare's models. */
function workersAi(options: ProviderOptions, env: NodeJS.ProcessEnv): Provider {
  const { CLOUDFLARE_ACCOUNT_ID: account, CLOUDFLARE_API_TOKEN: key } = env
  if (!account) throw missing('workers-ai', 'CLOUDFLARE_ACCOUNT_ID', 'the id of your account')
  if (!key && !options.unused)
    throw missing('workers-ai', 'CLOUDFLARE_API_TOKEN', 'a token that may run Workers AI')
  const api = env.CLOUDFLARE_API_BASE_URL || 'https://api.cloudflare.com/client/v4'
  const { model = WORKERS_AI.chat, embeddingModel = WORKERS_AI.embedding } = options
  const endpoint = {
    key,
    keyName: 'CLOUDFLARE_API_TOKEN',
    urlName: 'CLOUDFLARE_API_BASE_URL',
    ...patience(options),
  }
  const baseUrl = `${api.replace(/\/+$/, '')}/accounts/${account}/ai/v1`
  return speaksOpenai('workers-ai', baseUrl, endpoint, model, embeddingModel)
}

function speaksOpenai(
  name: string,
  baseUrl: string,
  rest: Omit<Endpoint, 'baseUrl'>,
  model?: string,
  embeddingModel?: string,
): Provider {
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw missing(name, 'the base URL', `an http(s) address, not "${baseUrl}"`)
  // The key itself is in no message.
  if (/[^!-~]/.test(rest.key ?? ''))
    throw new TacitError(
      'intents/provider',
      `--provider ${name}: ${rest.keyName} holds a line break, a space or another sign that no ` +
        'key has: give the key alone',
    )
  const endpoint = { baseUrl: baseUrl.replace(/\/+$/, ''), ...rest }
  return {
    name,
    // Also on this machine: a server may pass texts on, and cannot be asked.
    remote: true,
    chat: model ? openaiChat(endpoint, model) : undefined,
    embedder: embeddingModel ? openaiEmbedder(endpoint, embeddingModel) : undefined,
  }
}

function patience({ timeout, attempts, backoff, perMinute }: ProviderOptions) {
  return { timeout, attempts, backoff, rate: new Rate(perMinute) }
}

function missing(provider: string, what: string, remedy: string): TacitError {
  return new TacitError(
    'intents/provider',
    `--provider ${provider}: ${what} is not set: give ${remedy}`,
  )
}
