import type { Catalogue } from '@tacit-rec/pack'
import { type About, answerSchema, type Question } from '../answer.ts'
import { promptFor } from '../prompts/index.ts'
import { itemBrief, shortBrief, shortReview } from './briefs.ts'
import type { Touched } from './histories.ts'

/** Max items of a history in a prompt, and of those with a description. */
const MAX = { liked: 30, disliked: 10, described: 10 }

type Fixed = Omit<Question, 'user'>

/** The part that all questions of a kind share, read once. */
const fixed: Partial<Record<About | 'user without dislikes', Fixed>> = {}

/** @param opposed false for a user who disliked nothing */
function fixedFor(about: About, opposed = true): Fixed {
  const kind = opposed ? about : 'user without dislikes'
  fixed[kind] ??= {
    system: promptFor(about),
    name: `${about}_intents`,
    schema: answerSchema(about, opposed),
  }
  return fixed[kind]
}

/** The question about an item; null without texts. */
export function itemRequest(catalogue: Catalogue, item: number): Question | null {
  const user = itemBrief(catalogue, item)
  return user ? { ...fixedFor('item'), user } : null
}

/**
 * The question about a user, from the texts of their items and their reviews; null if no liked item
 * has a text.
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
