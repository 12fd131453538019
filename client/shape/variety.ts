import { itemPrototypes } from '@tacit-rec/engine'
import type { ClientPack } from '../packs.ts'
import type { Diversity } from '../types.ts'
import type { Test } from './condition.ts'
import type { Variety } from './fill.ts'

/** Candidates for each place, and places of a page that are varied; the rest follows by key. */
const WINDOW = 300
const PLACES = 100
/** Share of the target in the list's own distribution, which keeps the divergence finite. */
const SMOOTHING = 0.01

type Vectors = Pick<ClientPack, 'manifest' | 'items' | 'prototypeVectors'>

/** What an item would add to a page. */
interface Merit {
  /** Less is said by a similar item, or by one of an intent that has its share. */
  gain(item: number): number
  placed(item: number): void
}

/**
 * Varies the order of candidates: each place takes the item with the largest
 * (1 − λ) · relevance + λ · gain among the best ones, relevance being the key from 0 to 1.
 *
 * - `items`: the gain is −max over the page of the cosine of the item-intent embeddings (MMR, Carbonell
 *   & Goldstein, SIGIR 1998).
 * - `intents`: the gain is −KL(p ‖ q), where p is how the person's events are distributed over the
 *   prototypes, and q is so for the page with the item (Steck, RecSys 2018).
 *
 * @param floor the least key of a candidate that others may be moved behind
 * @param target p; null: there is none, so the order is varied by items
 */
export function varied(
  pack: Vectors,
  keys: Float64Array,
  floor: number,
  { amount, by }: Diversity,
  target: ReadonlyMap<number, number> | null,
): (best: Iterator<number>) => Variety {
  const merit = by === 'intents' && target ? calibrated(pack, target) : distinct(pack)
  return (best) => {
    const window: number[] = []
    let places = 0
    let waiting: number | undefined
    for (let one = best.next(); !one.done; one = best.next()) {
      const isBelow = window.length > 0 && keys[one.value] < floor
      if (window.length >= WINDOW || isBelow) {
        waiting = one.value
        break
      }
      window.push(one.value)
    }
    const high = keys[window[0]]
    const low = keys[window[window.length - 1]]
    const relevance = (item: number) => (high > low ? (keys[item] - low) / (high - low) : 0)

    function fromWindow(admits: Test): number | undefined {
      let [at, most] = [-1, -Infinity]
      for (let n = window.length - 1; n >= 0; n--) {
        const item = window[n]
        if (!admits(item)) {
          window.splice(n, 1)
          if (at > n) at--
          continue
        }
        const gain = places < PLACES ? merit.gain(item) : 0
        const value = (1 - amount) * relevance(item) + amount * gain
        // On a tie the better candidate wins, which comes later here.
        if (value >= most) [at, most] = [n, value]
      }
      return at < 0 ? undefined : window.splice(at, 1)[0]
    }

    return {
      next(admits) {
        const item = fromWindow(admits)
        if (item !== undefined) return item
        for (; waiting !== undefined; waiting = best.next().value as number | undefined) {
          if (!admits(waiting)) continue
          const found = waiting
          waiting = best.next().value as number | undefined
          return found
        }
      },
      placed(item) {
        places++
        merit.placed(item)
      },
    }
  }
}

function distinct({ items: { vectors }, manifest: { dim } }: Vectors): Merit {
  const page: Float32Array[] = []
  const units = new Map<number, { unit: Float32Array; nearest: number; seen: number }>()

  function of(item: number) {
    let known = units.get(item)
    if (!known) {
      const unit = Float32Array.from(vectors.subarray(item * dim, (item + 1) * dim))
      const norm = Math.hypot(...unit) || 1
      for (let c = 0; c < dim; c++) unit[c] /= norm
      known = { unit, nearest: -1, seen: 0 }
      units.set(item, known)
    }
    return known
  }

  return {
    gain(item) {
      const one = of(item)
      for (; one.seen < page.length; one.seen++)
        one.nearest = Math.max(one.nearest, dot(one.unit, page[one.seen]))
      return page.length ? -one.nearest : 0
    },
    placed: (item) => void page.push(of(item).unit),
  }
}

function calibrated(pack: Vectors, target: ReadonlyMap<number, number>): Merit {
  const page = new Map<number, number>()
  const known = new Map<number, ReadonlyMap<number, number>>()
  let count = 0

  function of(item: number): ReadonlyMap<number, number> {
    const shares = known.get(item) ?? prototypeShares(pack, item)
    known.set(item, shares)
    return shares
  }

  return {
    gain(item) {
      const own = of(item)
      let divergence = 0
      for (const [prototype, p] of target) {
        const q = ((page.get(prototype) ?? 0) + (own.get(prototype) ?? 0)) / (count + 1)
        divergence += p * Math.log(p / ((1 - SMOOTHING) * q + SMOOTHING * p))
      }
      return -divergence
    },
    placed(item) {
      count++
      for (const [prototype, share] of of(item))
        page.set(prototype, (page.get(prototype) ?? 0) + share)
    },
  }
}

/** How an item is distributed over its nearest prototypes: cosine², summing to 1. */
function prototypeShares(pack: Vectors, item: number): ReadonlyMap<number, number> {
  const near = itemPrototypes(pack, item)
  const total = near.reduce((sum, { cosine }) => sum + cosine ** 2, 0)
  return new Map(near.map(({ prototype, cosine }) => [prototype, cosine ** 2 / total]))
}

/**
 * How events are distributed over prototypes, each event counting by the weight of its kind.
 *
 * @returns null without events
 */
export function eventShares(
  pack: Vectors,
  events: readonly { item: number; kind: number }[],
): ReadonlyMap<number, number> | null {
  const shares = new Map<number, number>()
  let total = 0
  for (const { item, kind } of events) {
    const weight = pack.manifest.kinds[kind]?.weight ?? 1
    for (const [prototype, share] of prototypeShares(pack, item)) {
      shares.set(prototype, (shares.get(prototype) ?? 0) + weight * share)
      total += weight * share
    }
  }
  if (total <= 0) return null
  return new Map(Array.from(shares, ([prototype, share]) => [prototype, share / total]))
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c]
  return sum
}
