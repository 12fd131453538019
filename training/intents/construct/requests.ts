import type { Catalogue } from '@tacit-rec/pack'
import { type About, answerSchema, type Question } from '../answer.ts'
import { promptFor } from '../prompts/index.ts'
import { itemBrief, shortBrief, shortReview } from './briefs.ts'
import type { Touched } from './histories.ts'

/** Items of a history that a prompt names, and those with their descriptions. */
const MAX = { liked: 30, disliked: 10, described: 10 }

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

/**
 * The question about a user, by the texts of their history and what they wrote themselves; null
 * where there are none.
 */
export function userRequest(
  catalogue: Catalogue,
  history: readonly Touched[],
  ordered: boolean,
): Question | null {
  const lines = (some: readonly Touched[]) =>
    some
      .map(({ item, review }, at) => {
        const brief = shortBrief(catalogue, item, at < MAX.described)
        return brief && review ? `${brief} Review: ${shortReview(review)}` : brief
      })
      .filter(Boolean)
      .map((text, at) => `${at + 1}. ${text}`)
  const shown = {
    liked: history.filter(({ disliked }) => !disliked).slice(0, MAX.liked),
    disliked: history.filter(({ disliked }) => disliked).slice(0, MAX.disliked),
  }
  const [liked, disliked] = [lines(shown.liked), lines(shown.disliked)]
  if (liked.length === 0) return null
  const wrote = [...shown.liked, ...shown.disliked].some(({ review }) => review)
  const order = ordered ? 'newest first; newer ones count more' : 'in no order'
  const words = wrote ? '; reviews are their own words, and what they complain of is disliked' : ''
  const parts = [`History (${order}${words}):`, ...liked]
  if (disliked.length > 0) parts.push('', 'Disliked:', ...disliked)
  return { ...fixedFor('user', wrote || disliked.length > 0), user: parts.join('\n') }
}
