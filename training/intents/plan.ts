import type { Dataset } from '../data/index.ts'
import type { About } from './answer.ts'
import { cachedIntents, chatEstimate, chatKey } from './ask.ts'
import type { BuildOptions } from './build.ts'
import { draftIntents, type Job } from './draft.ts'
import { embedEstimate, textsToEmbed } from './embed.ts'
import type { Usage } from './types.ts'

/** Estimated tokens of a summary that no model has written yet. */
const SUMMARY_TOKENS = 40

/** The calls that a build would make, and their tokens. */
export interface Plan {
  chat: { calls: number; usage: Usage }
  embed: { calls: number; usage: Usage }
}

/**
 * Plans the calls of a build that the cache does not answer. Assumes that answers have a typical
 * length and are usable at once.
 */
export function planIntents(
  dataset: Dataset,
  { provider, embedder, sendUsers, fit, cache }: BuildOptions,
): Plan {
  const draft = draftIntents(dataset, provider, fit, sendUsers)
  const chat = { calls: 0, usage: { input: 0, output: 0 } }
  const summaries = draft.items.map(({ summary }) => summary)
  const asked = new Set<string>()
  const count = (about: About, { at, request }: Job) => {
    const cached = provider.chat && cachedIntents(about, provider.chat, request, cache)
    if (about === 'item')
      summaries[at] = cached ? (cached.intents ?? draft.lexical[at]).summary : ''
    else if (cached?.intents) summaries.push(cached.intents.summary)
    if (cached || !provider.chat) return
    const key = chatKey(provider.chat, request)
    if (asked.has(key)) return
    asked.add(key)
    const { input, output } = chatEstimate(request)
    chat.calls++
    chat.usage.input += input
    chat.usage.output += output
  }
  for (const job of draft.itemJobs) count('item', job)
  for (const job of draft.userJobs) count('user', job)

  const embed = { calls: 0, usage: { input: chat.calls * SUMMARY_TOKENS, output: 0 } }
  if (!embedder.batch) return { chat, embed: { calls: 0, usage: { input: 0, output: 0 } } }
  const texts = textsToEmbed(dataset.texts ?? [], embedder, cache)
  const known = textsToEmbed(summaries, embedder, cache)
  for (const part of [texts, known]) embed.usage.input += embedEstimate(part).input
  for (const size of [texts.length, known.length + chat.calls])
    embed.calls += Math.ceil(size / embedder.batch)
  return { chat, embed }
}
