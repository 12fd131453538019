import { TacitError } from '@tacit-rec/pack'
import { rateLimit } from '../pace.ts'
import type { Provider } from '../types.ts'
import type { Endpoint } from './http.ts'
import { lexicalProvider } from './lexical.ts'
import { openaiChat, openaiEmbedder } from './openai.ts'
import { transformersProvider } from './transformers.ts'

export const PROVIDERS = ['lexical', 'openai', 'workers-ai', 'transformers'] as const
export type ProviderName = (typeof PROVIDERS)[number]

export interface ProviderOptions {
  /** Chat model; default: the environment's. */
  model?: string
  /** Embedding model, for `transformers` its folder; default: the environment's. */
  embeddingModel?: string
  /** Seeds everything random in `lexical`; default 1. */
  seed?: number
  timeout?: number
  attempts?: number
  backoff?: number
  /** Max attempts per minute; default: no limit. */
  perMinute?: number
  /** Set for a dry run, which makes no call: the key may be missing. */
  unused?: boolean
  env?: NodeJS.ProcessEnv
}

/** Models on Workers AI: one that supports JSON schemas, one that embeds many languages. */
const WORKERS_AI = {
  chat: '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
  embedding: '@cf/baai/bge-m3',
}

/**
 * Sets up a provider from options and environment variables.
 *
 * @throws TacitError `intents/provider` naming the missing setting
 */
export function providerByName(name: ProviderName, options: ProviderOptions = {}): Provider {
  const { env = process.env, seed = 1, embeddingModel } = options
  if (name === 'lexical') return lexicalProvider(seed)
  if (name === 'openai') return openai(options, env)
  if (name === 'workers-ai') return workersAi(options, env)
  if (embeddingModel) return transformersProvider(embeddingModel)
  throw missing(name, '--embedding-model', 'the folder of a model (config.json and onnx/)')
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
  // Only OpenAI's own server is known to need a key.
  if (!own && !env.OPENAI_API_KEY && !options.unused)
    throw missing(
      'openai',
      'OPENAI_API_KEY',
      'a key, or the URL of a server without one in OPENAI_BASE_URL',
    )
  const endpoint = {
    key: env.OPENAI_API_KEY,
    keyName: 'OPENAI_API_KEY',
    urlName: 'OPENAI_BASE_URL',
    ...limitsOf(options),
  }
  return openaiCompatible(
    'openai',
    own || 'https://api.openai.com/v1',
    endpoint,
    model,
    embeddingModel,
  )
}

/** Cloudflare's OpenAI-compatible endpoint, with default models. */
function workersAi(options: ProviderOptions, env: NodeJS.ProcessEnv): Provider {
  const { CLOUDFLARE_ACCOUNT_ID: account, CLOUDFLARE_API_TOKEN: key } = env
  if (!account) throw missing('workers-ai', 'CLOUDFLARE_ACCOUNT_ID', 'the id of your account')
  if (!key && !options.unused)
    throw missing('workers-ai', 'CLOUDFLARE_API_TOKEN', 'a token with permission for Workers AI')
  const api = env.CLOUDFLARE_API_BASE_URL || 'https://api.cloudflare.com/client/v4'
  const { model = WORKERS_AI.chat, embeddingModel = WORKERS_AI.embedding } = options
  const endpoint = {
    key,
    keyName: 'CLOUDFLARE_API_TOKEN',
    urlName: 'CLOUDFLARE_API_BASE_URL',
    ...limitsOf(options),
  }
  const baseUrl = `${api.replace(/\/+$/, '')}/accounts/${account}/ai/v1`
  return openaiCompatible('workers-ai', baseUrl, endpoint, model, embeddingModel)
}

function openaiCompatible(
  name: string,
  baseUrl: string,
  rest: Omit<Endpoint, 'baseUrl'>,
  model?: string,
  embeddingModel?: string,
): Provider {
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl))
    throw missing(name, 'the base URL', `an http(s) address, not "${baseUrl}"`)
  // The message must not contain the key.
  if (/[^!-~]/.test(rest.key ?? ''))
    throw new TacitError(
      'intents/provider',
      `--provider ${name}: ${rest.keyName} contains a line break, a space or another character ` +
        'that keys never contain: set it to the key alone',
    )
  const endpoint = { baseUrl: baseUrl.replace(/\/+$/, ''), ...rest }
  return {
    name,
    // A local server counts as remote too: it may forward texts.
    remote: true,
    chat: model ? openaiChat(endpoint, model) : undefined,
    embedder: embeddingModel ? openaiEmbedder(endpoint, embeddingModel) : undefined,
  }
}

function limitsOf({ timeout, attempts, backoff, perMinute }: ProviderOptions) {
  return { timeout, attempts, backoff, rate: rateLimit(perMinute) }
}

function missing(provider: string, what: string, remedy: string): TacitError {
  return new TacitError(
    'intents/provider',
    `--provider ${provider}: ${what} is not set: give ${remedy}`,
  )
}
