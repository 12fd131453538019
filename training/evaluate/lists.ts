import type { Catalogue } from '@tacit-rec/pack'
import type { History, Sequences } from '../data/index.ts'

/** Items of a list that are looked at. */
const LENGTH = 10

/** What lists are like beside accuracy, over the first ten items of every tested list. */
export interface ListQuality {
  /** Items looked at per list. */
  length: number
  /** Share of the catalogue's items that are in any list. */
  coverage: number
  /**
   * How much more popular the lists are than the histories that they are for: mean users of listed
   * items over mean users of the histories' items, each a mean per person, minus 1; null if the
   * histories have no fitted users (Abdollahpouri et al., RMSE workshop at RecSys 2019: ΔGAP).
   */
  popularityBias: number | null
  /**
   * Mean over lists of 1 − Jaccard index of two items' categories, over all pairs; null if no list
   * has two items with categories (Ziegler et al., WWW 2005: intra-list similarity).
   */
  diversity: number | null
  /**
   * Mean of log₂(U/n) over listed items, n of the U fitted users with the item, an unseen item as
   * half a user (Vargas & Castells, RecSys 2011: expected free discovery).
   */
  novelty: number
}

/** Sums {@link ListQuality} over lists. */
export class ListSum {
  readonly #users: Float64Array
  readonly #people: number
  readonly #shelves: (ReadonlySet<string> | null)[]
  readonly #listed = new Set<number>()
  #lists = 0
  #listPopularity = 0
  #historyPopularity = 0
  #diverse = 0
  #diversity = 0
  #novelty = 0

  /** @param fit what the model was fitted on; its users make an item popular */
  constructor(fit: Sequences, catalogue: Catalogue) {
    const items = catalogue.ids.length
    this.#users = new Float64Array(items)
    let people = 0
    for (let row = 0; row + 1 < fit.offsets.length; row++) {
      const own = new Set(fit.item.subarray(fit.offsets[row], fit.offsets[row + 1]))
      if (own.size > 0) people++
      for (const item of own) this.#users[item]++
    }
    this.#people = people
    this.#shelves = catalogue.ids.map((_, item) => {
      const paths = catalogue.categories?.[item]
      return paths?.length ? new Set(paths.flatMap(stepsOf)) : null
    })
  }

  /** @param ranked item indices, best first */
  add(ranked: readonly number[], history: History): void {
    const list = ranked.slice(0, LENGTH)
    if (list.length === 0) return
    this.#lists++
    for (const item of list) this.#listed.add(item)
    this.#novelty += meanOf(list, (i) => Math.log2(this.#people / Math.max(0.5, this.#users[i])))
    if (history.item.length > 0) {
      this.#listPopularity += meanOf(list, (i) => this.#users[i])
      this.#historyPopularity += meanOf([...history.item], (i) => this.#users[i])
    }
    const known = list.flatMap((item) => this.#shelves[item] ?? [])
    if (known.length < 2) return
    this.#diverse++
    this.#diversity += distance(known)
  }

  result(): ListQuality {
    const share = (sum: number, count: number) => (count > 0 ? sum / count : 0)
    return {
      length: LENGTH,
      coverage: share(this.#listed.size, this.#users.length),
      popularityBias:
        this.#historyPopularity > 0 ? this.#listPopularity / this.#historyPopularity - 1 : null,
      diversity: this.#diverse > 0 ? this.#diversity / this.#diverse : null,
      novelty: share(this.#novelty, this.#lists),
    }
  }
}

/** Every step of a path, as the path to it: siblings share their parents. */
function stepsOf(path: string): string[] {
  const steps = path.split(' > ')
  return steps.map((_, to) => steps.slice(0, to + 1).join(' > '))
}

/** Mean of 1 − Jaccard index over all pairs. */
function distance(sets: readonly ReadonlySet<string>[]): number {
  let [sum, pairs] = [0, 0]
  for (const [n, a] of sets.entries())
    for (const b of sets.slice(n + 1)) {
      let shared = 0
      for (const step of a) if (b.has(step)) shared++
      sum += 1 - shared / (a.size + b.size - shared)
      pairs++
    }
  return sum / pairs
}

function meanOf(items: readonly number[], of: (item: number) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0) / items.length
}
