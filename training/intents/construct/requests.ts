import type { Catalogue } from '@tacit/pack'
import { type About, answerSchema, type Question } from '../answer.ts'
import { promptFor } from '../prompts/index.ts'
import { itemBrief, shortBrief } from './briefs.ts'
import type { Touched } from './histories.ts'

/** Items of a history that a prompt names, and those with their descriptions. */
const MOST = { liked: 30, disliked: 10, described: 10 }

type Fixed = Omit<Question, 'user'>

/** What is the same in every question of a kind, read once. */
const fixed: Partial<Record<About | 'contented', Fixed>> = {}

/** @param opposed false for a user who disliked nothing */
function fixedFor(about: About, opposed = true): Fixed {
  const kind = opposed ? about : 'contented'
  fixed[kind] ??= {
    system: promptFor(about),
    name: `${about}_intents`,
    schema: answerSchema(about, opposed),
  }
  return fixed[kind]
}

/** The question about an item; null where nothing is known of it. */
export function itemRequest(catalogue: Catalogue, item: number): Question | null {
  const user = itemBrief(catalogue, item)
  return user ? { ...fixedFor('item'), user } : null
}

/** The question about a user, by the texts of their history; null where it has none. */
export function userRequest(
  catalogue: Catalogue,
  history: readonly Touched[],
  ordered: boolean,
): Question | null {
  const lines = (some: readonly Touched[]) =>
    some
      .map(({ item }, at) => shortBrief(catalogue, item, at < MOST.described))
      .filter(Boolean)
      .map((text, at) => `${at + 1}. ${text}`)
  const liked = lines(history.filter(({ disliked }) => !disliked).slice(0, MOST.liked))
  const disliked = lines(history.filter(({ disliked }) => disliked).slice(0, MOST.disliked))
  if (liked.length === 0) return null
  const order = ordered ? 'newest first; newer ones count more' : 'in no order'
  const parts = [`History (${order}):`, ...liked]
  if (disliked.length > 0) parts.push('', 'Disliked:', ...disliked)
  return { ...fixedFor('user', disliked.length > 0), user: parts.join('\n') }
}
