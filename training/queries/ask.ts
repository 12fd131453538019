import {
  type CallContext,
  type Chat,
  type ChatRequest,
  cachedAnswer,
  chatAnswer,
} from '../intents/index.ts'

/** Part of every cache key: a change asks every question again. */
const SYSTEM = `You write what shoppers type into a shop's search box. You are given what a shop knows about one
item. Write six queries that this item answers, as people type them: short, in lower case, in the language of
the item's text, most without its brand or whole title. Vary them: the kind of thing, what it is for, a
property, other words for it, a question. Answer with one JSON object {"queries": […]}.`
const SCHEMA = {
  type: 'object',
  properties: { queries: { type: 'array', items: { type: 'string' }, minItems: 3, maxItems: 8 } },
  required: ['queries'],
  additionalProperties: false,
}
const MAX_QUERY = 120

export function queryRequest(brief: string): ChatRequest {
  return { system: SYSTEM, user: brief, name: 'item_queries', schema: SCHEMA }
}

/** Asks for the queries of an item; none for an answer that cannot be used. */
export async function askQueries(
  chat: Chat,
  request: ChatRequest,
  context: CallContext,
): Promise<string[]> {
  return parsed(await chatAnswer(chat, request, context))
}

/** What {@link askQueries} gives without a call; null if it would make one. */
export function cachedQueries(
  chat: Chat,
  request: ChatRequest,
  context: Pick<CallContext, 'cache'>,
): string[] | null {
  const answer = cachedAnswer(chat, request, context.cache)
  return answer === undefined ? null : parsed(answer)
}

function parsed(text: string): string[] {
  try {
    const { queries } = JSON.parse(text.replace(/^```(?:json)?\s*|\s*```$/g, ''))
    if (!Array.isArray(queries)) return []
    const texts = queries.filter((query): query is string => typeof query === 'string')
    const clean = texts.map((query) => query.trim().replace(/\s+/g, ' ').slice(0, MAX_QUERY))
    return [...new Set(clean.map((query) => query.toLowerCase()))].filter((q) =>
      /[\p{L}\p{N}]/u.test(q),
    )
  } catch {
    return []
  }
}
