import { type About, parseAnswer, type Question } from './answer.ts'
import { type Cache, cacheKey } from './cache/index.ts'
import { type Budget, estimateTokens, type Price } from './cost.ts'
import type { Chat, ChatRequest, Intents, Usage } from './types.ts'

/** Estimated tokens of an answer. */
const ANSWER_TOKENS = 250
/** Max characters of a wrong answer that are sent back to the model. */
const MAX_WRONG = 2000

/** The cache, limits and price of calls to one model. */
export interface CallContext {
  cache: Cache
  budget: Budget
  /** Undefined: calls are free, or their price is unknown. */
  price?: Price
  signal?: AbortSignal
}

/** Estimated tokens of a question and its answer. */
export function chatEstimate({ system, user, schema }: ChatRequest): Usage {
  const input = estimateTokens(system + user + JSON.stringify(schema))
  return { input, output: ANSWER_TOKENS }
}

/**
 * Asks a model, through the cache. An unusable answer is sent back once, with what is wrong with
 * it.
 *
 * @returns undefined if the second answer is unusable too
 */
export async function askIntents(
  about: About,
  chat: Chat,
  request: Question,
  context: CallContext,
): Promise<Intents | undefined> {
  const first = await chatAnswer(chat, request, context)
  const parsed = parseAnswer(about, first, request.schema)
  if ('intents' in parsed) return parsed.intents
  const again = correction(request, first, parsed.wrong)
  const second = parseAnswer(about, await chatAnswer(chat, again, context), request.schema)
  return 'intents' in second ? second.intents : undefined
}

/** What {@link askIntents} would return without a call; null if it would make one. */
export function cachedIntents(
  about: About,
  chat: Chat,
  request: Question,
  cache: Cache,
): { intents?: Intents } | null {
  const first = cache.get(chatKey(chat, request))
  if (first === undefined) return null
  const parsed = parseAnswer(about, first, request.schema)
  if ('intents' in parsed) return parsed
  const second = cache.get(chatKey(chat, correction(request, first, parsed.wrong)))
  if (second === undefined) return null
  const corrected = parseAnswer(about, second, request.schema)
  return 'intents' in corrected ? corrected : {}
}

/** The question with the wrong answer. Its words are part of the cache key: do not change them. */
function correction(request: ChatRequest, answer: string, wrong: string): ChatRequest {
  const said = answer.slice(0, MAX_WRONG).toWellFormed() || '(nothing)'
  const complaint = `You answered:\n${said}\n\nThat cannot be used: ${wrong}. Answer again.`
  return { ...request, user: `${request.user}\n\n${complaint}` }
}

/** Asks a model once, through the cache. */
export async function chatAnswer(
  chat: Chat,
  request: ChatRequest,
  context: CallContext,
): Promise<string> {
  const { cache, budget, price, signal } = context
  const call = (lost: () => void) => chat.ask(request, { signal, lost })
  return cache.getOrMake(chatKey(chat, request), async () => {
    const { text } = await budget.spend(chatEstimate(request), price, call)
    return text
  })
}

/** The answer that the cache has; undefined without one. */
export function cachedAnswer(chat: Chat, request: ChatRequest, cache: Cache): string | undefined {
  return cache.get(chatKey(chat, request))
}

/** Equal questions have equal keys, so they are asked once. */
export function chatKey({ id }: Chat, request: ChatRequest): string {
  return cacheKey('chat', id, request)
}
