import { topK } from '@tacit-rec/engine'
import type { Test } from './condition.ts'
import type { Plan } from './plan.ts'

/** An item on its place. */
export interface Placed {
  item: number
  /** Name of the rule that put it there. */
  rule?: string
  /** Whether chance put it there. */
  explored?: true
}

export interface Filling {
  /** [N]: the higher, the earlier; NaN: not a candidate. */
  keys: Float64Array
  /** Rejects an item for any place. */
  isOut: Test
  plan: Plan
  indexOf(id: string): number | undefined
  limit: number
  /** Items on the pages before this one. */
  offset: number
  /** Makes the order of the best candidates more varied; it is asked for one item at a time. */
  vary?: ((best: Iterator<number>) => Variety) | null
  /** An item that chance puts on a place; undefined: none. */
  chance?: ((place: number, admits: Test) => number | undefined) | null
  /** Lets a page paint between two places. */
  pause(): Promise<void>
}

/** An order of candidates that depends on what is already on the page. */
export interface Variety {
  /** The next item; undefined at the end. */
  next(admits: Test): number | undefined
  placed(item: number): void
}

/**
 * Fills one page, place by place: a pinned item, else the best item for a slot, else one by chance,
 * else the best one left. No cap is exceeded, unless by pinned items alone. What a cap leaves out
 * comes on a later page; pins of later pages wait for them.
 */
export async function fill(filling: Filling): Promise<Placed[]> {
  const { keys, isOut, plan, limit, offset, vary, chance, pause } = filling
  const last = offset + limit
  const pins = placesOf(filling)
  const reserved = new Set(Array.from(pins.values(), ({ item }) => item))
  const used = new Set<number>()
  const page: Placed[] = []
  const { fits, count } = counter(plan)
  let isCapped = false

  const admits: Test = (item) => {
    if (used.has(item) || reserved.has(item)) return false
    if (fits(item)) return true
    isCapped = true
    return false
  }
  for (const [place, { item }] of pins) if (place <= last) count(item)

  const queues: Variety[] = []
  const best = bestFirst(keys, isOut)
  const order = vary ? vary(best) : plainly(best)
  const put = (placed: Placed) => {
    page.push(placed)
    used.add(placed.item)
    order.placed(placed.item)
  }

  for (let place = offset + 1; place <= last; place++) {
    await pause()
    const pin = pins.get(place)
    if (pin) {
      put(pin)
      continue
    }
    let found = forSlot(place)
    let item = found?.item ?? chance?.(place, admits)
    if (!found && item !== undefined) found = { item, explored: true }
    item ??= order.next(admits)
    if (item === undefined) break
    count(item)
    put(found ?? { item })
  }
  // Fewer items than places: pins of this page follow at its end, and at the end of all others.
  for (const [place, pin] of [...pins].sort(([a], [b]) => a - b))
    if (!used.has(pin.item) && page.length < limit && (place <= last || !isCapped)) put(pin)
  return page

  function forSlot(place: number): Placed | undefined {
    for (const [n, { isAt, where, rule }] of plan.slots.entries()) {
      if (!isAt(place)) continue
      // What is not admitted once is not admitted later on the same page either.
      queues[n] ??= plainly(bestFirst(keys, (one) => isOut(one) || !where(one)))
      const item = queues[n].next(admits)
      if (item !== undefined) return { item, rule }
    }
  }
}

/** Counts the items of one page by the facts that caps are about. */
export function counter({ caps }: Plan): { fits: Test; count(item: number): void } {
  const counts = caps.map(() => new Map<unknown, number>())
  return {
    fits: (item) =>
      caps.every(({ max, valuesOf }, n) =>
        valuesOf(item).every((value) => (counts[n].get(value) ?? 0) < max),
      ),
    count(item) {
      for (const [n, { valuesOf }] of caps.entries())
        for (const value of valuesOf(item)) counts[n].set(value, (counts[n].get(value) ?? 0) + 1)
    },
  }
}

/**
 * The pinned items by place. A pin whose place is taken goes to the next one that is free, and one
 * of an earlier page that was not shown there comes first.
 */
function placesOf({ plan, isOut, keys, offset, indexOf }: Filling): Map<number, Placed> {
  const pins = new Map<number, Placed>()
  const pinned = new Set<number>()
  for (const { id, place: wanted, rule } of plan.pins) {
    const item = indexOf(id)
    if (item === undefined || pinned.has(item) || Number.isNaN(keys[item]) || isOut(item)) continue
    let place = Math.max(wanted, offset + 1)
    while (pins.has(place)) place++
    pins.set(place, { item, rule })
    pinned.add(item)
  }
  return pins
}

/** The candidates by key, best first; each is looked for only when it is asked for. */
export function* bestFirst(keys: Float64Array, isOut: Test): Generator<number, undefined> {
  for (let [from, to] = [0, 64]; ; from = to, to *= 4) {
    const best = topK(keys, to, isOut)
    for (let n = from; n < best.length; n++) yield best[n].item
    if (best.length < to) return
  }
}

function plainly(best: Iterator<number>): Variety {
  return {
    next(admits) {
      for (let one = best.next(); !one.done; one = best.next())
        if (admits(one.value)) return one.value
    },
    placed() {},
  }
}
