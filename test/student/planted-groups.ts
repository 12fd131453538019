import { createRandom } from '../../training/random.ts'

const GROUPS = 6
const EACH = 20
/** Words of a group; no two groups share one. */
const WORDS = [
  ['walnut', 'cabinet', 'joinery', 'veneer'],
  ['espresso', 'grinder', 'roast', 'portafilter'],
  ['alpine', 'crampon', 'glacier', 'rope'],
  ['violin', 'rosin', 'sonata', 'fingerboard'],
  ['orchid', 'compost', 'seedling', 'trellis'],
  ['telescope', 'eyepiece', 'nebula', 'tripod'],
]

/** The group of item n. */
export const groupOf = (item: number) => item % GROUPS
export const ITEMS = GROUPS * EACH
/** Zero-padded, so that the binary order of ids is the order of the numbers. */
export const itemId = (item: number) => `i${String(item).padStart(3, '0')}`

/**
 * Files of a shop whose texts say who wants what: every user takes items of one group, and an item's
 * text is made of its group's words.
 *
 * @param shuffled gives every item the text of another, so that texts say nothing
 */
export function plantedGroups(shuffled = false): Record<string, string> {
  const random = createRandom(11)
  const textOf = Int32Array.from({ length: ITEMS }, (_, i) => i)
  if (shuffled) random.shuffle(textOf)
  const items = Array.from(textOf, (like, i) => {
    const words = random.shuffle(Int32Array.from([0, 1, 2, 3])).subarray(0, 3)
    return `${itemId(i)},${Array.from(words, (w) => WORDS[groupOf(like)][w]).join(' ')} ${like}`
  })
  const events = Array.from({ length: 240 }, (_, u) => {
    const own = Int32Array.from({ length: EACH }, (_, n) => n * GROUPS + (u % GROUPS))
    const taken = random.shuffle(own).subarray(0, 8)
    return Array.from(taken, (item, n) => `u${u},${itemId(item)},${1_700_000_000 + 86_400 * n + u}`)
  })
  return {
    'items.csv': `id,title\n${items.join('\n')}\n`,
    'interactions.csv': `user,item,time\n${events.flat().join('\n')}\n`,
  }
}
