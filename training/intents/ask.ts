import { type About, parseAnswer, type Question } from './answer.ts'
import { type Cache, cacheKey } from './cache/index.ts'
import { type Budget, estimateTokens, type Price } from './cost.ts'
import type { Chat, ChatRequest, Intents, Usage } from './types.ts'

/** Tokens that an answer takes, roughly. */
const ANSWER_TOKENS = 250
/** Characters of a wrong answer that go back to the model. */
const LONGEST_WRONG = 2000

/** What calls go through. */
export interface Till {
  cache: Cache
  budget: Budget
  /** Undefined: calls are free or their price is not known. */
  price?: Price
  signal?: AbortSignal
}

/** Tokens that a question and its answer take, roughly. */
export function chatEstimate({ system, user, schema }: ChatRequest): Usage {
  const input = estimateTokens(system + user + JSON.stringify(schema))
  return { input, output: ANSWER_TOKENS }
}

/**
 * Asks a model, by way of the cache. An answer that is no use is sent back once with what is wrong
 * with it.
 *
 * @returns undefined where the second was no use either
 */
export async function askIntents(
  about: About,
  chat: Chat,
  request: Question,
  till: Till,
): Promise<Intents | undefined> {
  const first = await askOnce(chat, request, till)
  const parsed = parseAnswer(about, first, request.schema)
  if ('intents' in parsed) return parsed.intents
  const again = mending(request, first, parsed.wrong)
  const second = parseAnswer(about, await askOnce(chat, again, till), request.schema)
  return 'intents' in second ? second.intents : undefined
}

/** What {@link askIntents} would give without a call; null where it would make one. */
export function keptIntents(
  about: About,
  chat: Chat,
  request: Question,
  cache: Cache,
): { intents?: Intents } | null {
  const first = cache.get(chatKey(chat, request))
  if (typeof first !== 'string') return null
  const parsed = parseAnswer(about, first, request.schema)
  if ('intents' in parsed) return parsed
  const second = cache.get(chatKey(chat, mending(request, first, parsed.wrong)))
  if (typeof second !== 'string') return null
  const mended = parseAnswer(about, second, request.schema)
  return 'intents' in mended ? mended : {}
}

function mending(request: ChatRequest, answer: string, wrong: string): ChatRequest {
  const said = answer.slice(0, LONGEST_WRONG).toWellFormed() || '(nothing)'
  const complaint = `You answered:\n${said}\n\nThat cannot be used: ${wrong}. Answer again.`
  return { ...request, user: `${request.user}\n\n${complaint}` }
}

async function askOnce(chat: Chat, request: ChatRequest, till: Till): Promise<string> {
  const { cache, budget, price, signal } = till
  const call = (lost: () => void) => chat.ask(request, { signal, lost })
  return cache.getOrMake(chatKey(chat, request), async () => {
    const { text } = await budget.spend(chatEstimate(request), price, call)
    return text
  })
}

/** Equal questions have equal keys, and are asked once. */
export function chatKey({ id }: Chat, request: ChatRequest): string {
  return cacheKey('chat', id, request)
}
