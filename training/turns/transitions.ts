import type { Random } from '../random.ts'

/** The labels of a conversation's turns, in order. */
export type Labels = readonly string[]

/** How a chain looks back. */
export interface ChainForm {
  /** How many turns before the next one count. */
  order: number
  /** Taken from every count, for what was not seen; 0 or more. */
  discount: number
}

/**
 * A Markov chain over labels. Absolute discounting (Ney, Essen & Kneser, Computer Speech & Language 8,
 * 1994) lets each history fall back on the one that is a turn shorter:
 *
 *   p(y | x_k … x_1) = ( max(0, n_y − δ) + λ · p(y | x_{k−1} … x_1) ) / Σ_y n_y,  λ = Σ_y min(n_y, δ)
 *   p(y) = ( m_y + 1 ) / ( m + |Y| )
 *
 * with n_y how often y follows x_k … x_1, m_y how often it occurs, and δ the discount. A history that was
 * not seen is left out.
 *
 * @param labels Y, all labels that there are
 * @returns p(next | before), 0…1
 */
export function chainOfLabels(
  conversations: readonly Labels[],
  labels: readonly string[],
  { order, discount }: ChainForm,
): (before: Labels, next: string) => number {
  const followers = new Map<string, Map<string, number>>()
  for (const turns of conversations)
    for (const [at, next] of turns.entries())
      for (let k = 0; k <= Math.min(order, at); k++) {
        const key = keyOf(turns.slice(0, at), k)
        const row = followers.get(key) ?? new Map<string, number>()
        followers.set(key, row)
        row.set(next, (row.get(next) ?? 0) + 1)
      }
  const rows = new Map(
    [...followers].map(([key, counts]) => {
      let [all, rest] = [0, 0]
      for (const count of counts.values()) {
        all += count
        rest += Math.min(count, discount)
      }
      return [key, { counts, all, rest }]
    }),
  )
  return (before, next) => {
    const every = rows.get(keyOf(before, 0))
    let p = ((every?.counts.get(next) ?? 0) + 1) / ((every?.all ?? 0) + labels.length)
    for (let k = 1; k <= Math.min(order, before.length); k++) {
      const row = rows.get(keyOf(before, k))
      if (!row) break
      p = (Math.max(0, (row.counts.get(next) ?? 0) - discount) + row.rest * p) / row.all
    }
    return p
  }
}

/** The last k turns. */
function keyOf(before: Labels, k: number): string {
  return `${k}\t${before.slice(before.length - k).join('\t')}`
}

/**
 * Held-out bits a turn, the mean −log₂ p of every turn that follows another: by cross-validation over
 * whole conversations.
 *
 * @param form may depend on what the chain has seen
 */
export function heldOutBits(
  conversations: readonly Labels[],
  form: ChainForm | ((seen: readonly Labels[]) => ChainForm),
  { folds = 5, random }: { folds?: number; random: Random },
): number {
  const labels = [...new Set(conversations.flat())]
  const order = random.shuffle(Int32Array.from(conversations.keys()))
  let [bits, turns] = [0, 0]
  for (let fold = 0; fold < folds; fold++) {
    const part = (isHeld: boolean) =>
      [...order].flatMap((n, at) => ((at % folds === fold) === isHeld ? [conversations[n]] : []))
    const seen = part(false)
    const chain = chainOfLabels(seen, labels, typeof form === 'function' ? form(seen) : form)
    for (const held of part(true))
      for (let at = 1; at < held.length; at++) {
        bits -= Math.log2(chain(held.slice(0, at), held[at]))
        turns++
      }
  }
  return bits / Math.max(1, turns)
}

const FORMS: readonly ChainForm[] = [1, 2, 3].flatMap((order) =>
  [0.5, 0.75, 1, 1.5, 2].map((discount) => ({ order, discount })),
)

/** The form with the fewest held-out bits within conversations. */
export function bestForm(conversations: readonly Labels[], random: Random): ChainForm {
  const state = random.state()
  const tried = FORMS.map((form) => {
    // The same folds for every form.
    random.restore(state)
    return { form, bits: heldOutBits(conversations, form, { random }) }
  })
  return tried.reduce((best, one) => (one.bits < best.bits ? one : best)).form
}
