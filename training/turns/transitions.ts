import type { Random } from '../random.ts'

/** The labels of a conversation's turns, in order. */
export type Labels = readonly string[]

/** How a chain looks back. */
export interface ChainForm {
  /** How many turns before the next one count. */
  order: number
  /** Turns that the shorter history weighs beside what was counted, above 0. */
  prior: number
}

/** Stands before the first turn. */
const START = ''

/**
 * A Markov chain over labels, each history falling back on the one that is a turn shorter (MacKay &
 * Peto, Natural Language Engineering 1, 1995):
 *
 *   p(y | x_k … x_1) = ( n(x_k … x_1 y) + prior · p(y | x_{k−1} … x_1) ) / ( n(x_k … x_1) + prior )
 *   p(y) = ( n(y) + 1 ) / ( n + |Y| )
 *
 * @param labels Y, all labels that there are
 * @returns p(next | before), 0…1
 */
export function chainOfLabels(
  conversations: readonly Labels[],
  labels: readonly string[],
  { order, prior }: ChainForm,
): (before: Labels, next: string) => number {
  const counts = new Map<string, Map<string, number>>()
  for (const turns of conversations)
    for (const [at, next] of turns.entries())
      for (let k = 0; k <= order; k++) {
        const key = keyOf(turns.slice(0, at), k)
        if (key === null) continue
        const row = counts.get(key) ?? new Map<string, number>()
        counts.set(key, row)
        row.set(next, (row.get(next) ?? 0) + 1)
      }
  const totals = new Map([...counts].map(([key, row]) => [key, sum(row.values())]))
  return (before, next) => {
    const all = totals.get(keyOf(before, 0)!) ?? 0
    let p = ((counts.get(keyOf(before, 0)!)?.get(next) ?? 0) + 1) / (all + labels.length)
    for (let k = 1; k <= order; k++) {
      const key = keyOf(before, k)
      if (key === null) break
      p = ((counts.get(key)?.get(next) ?? 0) + prior * p) / ((totals.get(key) ?? 0) + prior)
    }
    return p
  }
}

/** The last k turns; null where the conversation and the mark before it have fewer. */
function keyOf(before: Labels, k: number): string | null {
  const all = [START, ...before]
  return k > all.length ? null : `${k}\t${all.slice(all.length - k).join('\t')}`
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

export interface HeldOutBits {
  /** Mean −log₂ p of a turn of conversations that the chain has not seen. */
  bits: number
  /** The same without the first turns, which have nothing before them. */
  later: number
}

/** Bits a turn by cross-validation over whole conversations; `form` may depend on what is seen. */
export function heldOutBits(
  conversations: readonly Labels[],
  form: ChainForm | ((seen: readonly Labels[]) => ChainForm),
  { folds = 5, random }: { folds?: number; random: Random },
): HeldOutBits {
  const labels = [...new Set(conversations.flat())]
  const order = random.shuffle(Int32Array.from(conversations.keys()))
  let [bits, turns, laterBits, laterTurns] = [0, 0, 0, 0]
  for (let fold = 0; fold < folds; fold++) {
    const part = (isHeld: boolean) =>
      [...order].flatMap((n, at) => ((at % folds === fold) === isHeld ? [conversations[n]] : []))
    const seen = part(false)
    const chain = chainOfLabels(seen, labels, typeof form === 'function' ? form(seen) : form)
    for (const held of part(true))
      for (const [at, next] of held.entries()) {
        const own = -Math.log2(chain(held.slice(0, at), next))
        bits += own
        turns++
        if (at === 0) continue
        laterBits += own
        laterTurns++
      }
  }
  return { bits: bits / Math.max(1, turns), later: laterBits / Math.max(1, laterTurns) }
}

const FORMS: readonly ChainForm[] = [1, 2, 3].flatMap((order) =>
  [0.5, 1, 2, 5, 10, 20].map((prior) => ({ order, prior })),
)

/** The form with the fewest held-out bits within conversations. */
export function bestForm(conversations: readonly Labels[], random: Random): ChainForm {
  const state = random.state()
  const tried = FORMS.map((form) => {
    // The same folds for every form.
    random.restore(state)
    return { form, bits: heldOutBits(conversations, form, { random }).bits }
  })
  return tried.reduce((best, one) => (one.bits < best.bits ? one : best)).form
}
