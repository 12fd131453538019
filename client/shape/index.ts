import type { ClientPack } from '../packs.ts'
import { chances } from './chance.ts'
import type { Test } from './condition.ts'
import { fill, type Placed } from './fill.ts'
import type { Met, Plan } from './plan.ts'
import { eventShares, varied } from './variety.ts'

export { counter, type Placed } from './fill.ts'
export { type Met, NO_RULES, type Plan, planOf, rulesFor } from './plan.ts'

const DAY = 86_400_000

/** What a page is made of. */
export interface Shaping {
  /** [N]; NaN: not a candidate. */
  scores: Float32Array
  /** Rejects an item for any place, as the plan's filters do. */
  isOut: Test
  plan: Plan
  indexOf(id: string): number | undefined
  limit: number
  /** Items on the pages before this one. */
  offset?: number
  people: {
    /** When an item was met last. */
    met: ReadonlyMap<number, number>
    bought: ReadonlySet<number>
    /** Events that the page is to be distributed like. */
    events: readonly { item: number; kind: number }[]
  }
  /** What becomes of items that were met or bought, where no rule says it. */
  seen: Met
  bought: Met
  /** The item tables, for variety; null while they load. */
  pack: ClientPack | null
  /** The number that chance depends on; without it, no place is filled by chance. */
  seed?: number
  /** Milliseconds since 1970. */
  now: number
  /** Lets a page paint between two steps. */
  pause(): Promise<void>
}

/** Makes one page of a list: scores, then boosts and what was met, then rules by place. */
export async function shape(shaping: Shaping): Promise<Placed[]> {
  const { plan, isOut, pack, people, seed, limit, offset = 0, pause } = shaping
  const { keys, floor } = await keysOf(shaping)
  const isOpen: Test = (item) => !Number.isNaN(keys[item]) && !isOutHere(item)
  const isOutHere: Test = (item) => isOut(item) || (plan.accepts !== null && !plan.accepts(item))
  const { diversity, explore = 0 } = plan
  const isVaried = pack && diversity && diversity.amount > 0
  const target = isVaried && diversity.by === 'intents' ? eventShares(pack, people.events) : null
  return fill({
    keys,
    isOut: isOutHere,
    plan,
    indexOf: shaping.indexOf,
    limit,
    offset,
    vary: isVaried ? varied(pack, keys, floor, diversity, target) : null,
    chance:
      seed === undefined || explore === 0
        ? null
        : chances(keys.length, explore, seed, (item) => !people.met.has(item) && isOpen(item)),
    pause,
  })
}

/**
 * The keys that items are ordered by: scores and boosts, then below them what was seen, what was
 * bought, and what is buried. An item of age t comes back from there by 2^(−t / half-life).
 *
 * @returns the keys, and the least key of an item that was not moved down
 */
async function keysOf({ scores, plan, people, now, pause, ...given }: Shaping): Promise<{
  keys: Float64Array
  floor: number
}> {
  const keys = Float64Array.from(scores)
  const lift = plan.boosts.length ? deviation(scores) : 0
  for (const { by, where } of plan.boosts) {
    for (let item = 0; item < keys.length; item++)
      if (!Number.isNaN(keys[item]) && where(item)) keys[item] += by * lift
    await pause()
  }
  let [low, high] = [Infinity, -Infinity]
  for (const key of keys) {
    if (key < low) low = key
    if (key > high) high = key
  }
  const depth = high - low + 1
  const [seen, bought] = [plan.seen ?? given.seen, plan.bought ?? given.bought]
  for (const [item, time] of people.met) {
    const isBought = people.bought.has(item)
    const share = sunk(isBought ? bought : seen, (now - time) / DAY)
    keys[item] = share === null ? Number.NaN : keys[item] - share * (isBought ? 2 : 1) * depth
  }
  if (plan.buried)
    for (let item = 0; item < keys.length; item++) if (plan.buried(item)) keys[item] -= 4 * depth
  return { keys, floor: low }
}

/** The share of its way down that an item is sunk; null: not listed. */
function sunk(met: Met, days: number): number | null {
  if (met === 'never') return null
  if (met === 'mixed') return 0
  return met === 'last' ? 1 : 0.5 ** (Math.max(0, days) / met)
}

function deviation(scores: Float32Array): number {
  let [count, sum, square] = [0, 0, 0]
  for (const score of scores) {
    if (Number.isNaN(score)) continue
    count++
    sum += score
    square += score * score
  }
  const mean = sum / Math.max(1, count)
  // Equal scores have none, and a boost must lift all the same.
  return Math.sqrt(Math.max(0, square / Math.max(1, count) - mean * mean)) || 1
}
