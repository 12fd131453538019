import { historyAt, type Sequences } from '../../data/index.ts'
import type { Random } from '../../random.ts'
import type { Example, SoftList } from './examples.ts'
import type { StudentSettings } from './settings.ts'

/** A ragged batch, in the form that the tensor ops take. */
export interface Batch {
  offsets: Int32Array
  item: Int32Array
  position: Int32Array
  kind: Int32Array
  age: Float32Array
  targets: { offsets: Int32Array; index: Int32Array; weight: Float32Array }
  mask: { offsets: Int32Array; index: Int32Array }
  /** Weight of each example; absent: all weigh the same. */
  weight?: Float32Array
}

/** Draws inputs and targets for some examples. */
export function drawBatch(
  fit: Sequences,
  examples: readonly Example[],
  settings: StudentSettings,
  random: Random,
): Batch {
  const batch = new BatchBuilder()
  const { lengthExponent } = settings
  for (const example of examples) {
    const history = historyAt(fit, example.row)
    const { shown, hidden } =
      example.end < 0
        ? hidePart(history.item, settings.keep, random)
        : {
            shown: dropSome(example.end, settings.drop, random),
            hidden: [history.item[example.end]],
          }
    const newest = thin(shown, settings.history, example.end < 0, random)
    const last = newest[newest.length - 1]
    batch.addEvents(newest, (p) => ({
      item: history.item[p],
      kind: history.kind[p],
      age: history.age[p] < 0 ? -1 : history.age[p] - history.age[last],
    }))
    const seen = new Set(shown.map((p) => history.item[p]))
    batch.addTargets(
      hidden.filter((item) => !seen.has(item)),
      example.soft,
      settings.soft,
      seen,
    )
  }
  const weight = (row: number) => (fit.offsets[row + 1] - fit.offsets[row]) ** -lengthExponent
  const weights = lengthExponent > 0 && Float32Array.from(examples, ({ row }) => weight(row))
  return { ...batch.build(), ...(weights && { weight: weights }) }
}

class BatchBuilder {
  #events = {
    item: [] as number[],
    position: [] as number[],
    kind: [] as number[],
    age: [] as number[],
  }
  #offsets = [0]
  #targets = { offsets: [0], index: [] as number[], weight: [] as number[] }
  #mask = { offsets: [0], index: [] as number[] }

  addEvents(places: number[], at: (p: number) => { item: number; kind: number; age: number }) {
    places.forEach((p, n) => {
      const { item, kind, age } = at(p)
      this.#events.item.push(item)
      this.#events.position.push(places.length - 1 - n)
      this.#events.kind.push(kind)
      this.#events.age.push(age)
    })
    this.#offsets.push(this.#events.item.length)
  }

  addTargets(hard: number[], soft: SoftList | undefined, share: number, seen: Set<number>) {
    const weights = new Map<number, number>()
    const softShare = soft && share > 0 ? (hard.length ? share : 1) : 0
    for (const item of hard) weights.set(item, (1 - softShare) / hard.length)
    if (soft && softShare > 0) {
      let total = 0
      for (let n = 0; n < soft.item.length; n++)
        if (!seen.has(soft.item[n])) total += soft.weight[n]
      for (let n = 0; n < soft.item.length && total > 0; n++) {
        const item = soft.item[n]
        if (seen.has(item)) continue
        weights.set(item, (weights.get(item) ?? 0) + (softShare * soft.weight[n]) / total)
      }
    }
    for (const [item, weight] of weights) {
      this.#targets.index.push(item)
      this.#targets.weight.push(weight)
    }
    this.#targets.offsets.push(this.#targets.index.length)
    this.#mask.index.push(...[...seen].filter((item) => !weights.has(item)))
    this.#mask.offsets.push(this.#mask.index.length)
  }

  build(): Batch {
    const { item, position, kind, age } = this.#events
    return {
      offsets: Int32Array.from(this.#offsets),
      item: Int32Array.from(item),
      position: Int32Array.from(position),
      kind: Int32Array.from(kind),
      age: Float32Array.from(age),
      targets: {
        offsets: Int32Array.from(this.#targets.offsets),
        index: Int32Array.from(this.#targets.index),
        weight: Float32Array.from(this.#targets.weight),
      },
      mask: {
        offsets: Int32Array.from(this.#mask.offsets),
        index: Int32Array.from(this.#mask.index),
      },
    }
  }
}

/** Splits a history at random into input and target, each with at least one event. */
function hidePart(item: Int32Array, keep: number, random: Random) {
  const shown: number[] = []
  const hidden: number[] = []
  const places = random.shuffle(Int32Array.from(item.keys()))
  places.forEach((p, n) => {
    const isShown = n === 0 || (n > 1 && random.uniform() < keep)
    if (isShown) shown.push(p)
    else hidden.push(item[p])
  })
  return { shown: shown.sort((a, b) => a - b), hidden: [...new Set(hidden)] }
}

/** Positions 0 … end−1 without a random share; the newest is never dropped. */
function dropSome(end: number, drop: number, random: Random): number[] {
  const kept: number[] = []
  for (let p = 0; p < end; p++) if (p === end - 1 || random.uniform() >= drop) kept.push(p)
  return kept
}

/** Max `max` positions: the newest ones, or random ones where there is no order. */
function thin(places: number[], max: number, unordered: boolean, random: Random): number[] {
  if (places.length <= max) return places
  if (!unordered) return places.slice(-max)
  const chosen = random.shuffle(Int32Array.from(places)).subarray(0, max)
  return Array.from(chosen).sort((a, b) => a - b)
}
