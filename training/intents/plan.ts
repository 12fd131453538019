import type { Dataset } from '../data/index.ts'
import type { About } from './answer.ts'
import { chatEstimate, chatKey, keptIntents } from './ask.ts'
import type { BuildOptions } from './build.ts'
import { draftIntents, type Job } from './draft.ts'
import { embedEstimate, textsToEmbed } from './embed.ts'
import type { Usage } from './types.ts'

/** Tokens of a summary that no model has written yet, roughly. */
const SUMMARY_TOKENS = 40

/** Calls that a build would make, and their tokens. */
export interface Plan {
  chat: { calls: number; usage: Usage }
  embed: { calls: number; usage: Usage }
}

/**
 * What a build would ask for that the cache does not hold. Answers that are yet to come are taken
 * to be of a usual length, and of use at once.
 */
export function planIntents(
  dataset: Dataset,
  { provider, embedder, sendUsers, fit, till }: BuildOptions,
): Plan {
  const draft = draftIntents(dataset, provider, fit, sendUsers)
  const chat = { calls: 0, usage: { input: 0, output: 0 } }
  const summaries = draft.items.map(({ summary }) => summary)
  const asked = new Set<string>()
  const answered = (about: About, { at, request }: Job) => {
    const found = provider.chat && keptIntents(about, provider.chat, request, till.cache)
    if (about === 'item') summaries[at] = found ? (found.intents ?? draft.spare[at]).summary : ''
    else if (found?.intents) summaries.push(found.intents.summary)
    if (found || !provider.chat) return
    const key = chatKey(provider.chat, request)
    if (asked.has(key)) return
    asked.add(key)
    const { input, output } = chatEstimate(request)
    chat.calls++
    chat.usage.input += input
    chat.usage.output += output
  }
  for (const job of draft.itemJobs) answered('item', job)
  for (const job of draft.userJobs) answered('user', job)

  const embed = { calls: 0, usage: { input: chat.calls * SUMMARY_TOKENS, output: 0 } }
  if (!embedder.batch) return { chat, embed: { calls: 0, usage: { input: 0, output: 0 } } }
  const texts = textsToEmbed(dataset.texts ?? [], embedder, till.cache)
  const known = textsToEmbed(summaries, embedder, till.cache)
  for (const some of [texts, known]) embed.usage.input += embedEstimate(some).input
  for (const count of [texts.length, known.length + chat.calls])
    embed.calls += Math.ceil(count / embedder.batch)
  return { chat, embed }
}
