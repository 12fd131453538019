import { createRandom } from '../random.ts'
import { pickRagged } from './dislikes.ts'
import type { Sequences } from './types.ts'

/**
 * Rows of users drawn with a seed until they hold `max` events, ascending; all rows if they hold fewer.
 * Whole users are drawn: a history that is cut would end before what came next.
 */
export function sampleUsers({ offsets }: Sequences, max: number, seed: number): Int32Array {
  const rows = Int32Array.from({ length: offsets.length - 1 }, (_, row) => row)
  if (offsets[rows.length] <= max) return rows
  createRandom(seed).shuffle(rows)
  let count = 0
  for (let events = 0; count < rows.length && events < max; count++)
    events += offsets[rows[count] + 1] - offsets[rows[count]]
  return rows.slice(0, count).sort()
}

/** Some rows of histories, in their order. */
export function pickRows(fit: Sequences, rows: Int32Array): Sequences {
  if (rows.length === fit.offsets.length - 1) return fit
  const offsets = new Int32Array(rows.length + 1)
  for (let n = 0; n < rows.length; n++)
    offsets[n + 1] = offsets[n] + fit.offsets[rows[n] + 1] - fit.offsets[rows[n]]
  const total = offsets[rows.length]
  const out: Sequences = {
    offsets,
    item: new Int32Array(total),
    kind: new Uint8Array(total),
    age: new Float32Array(total),
    time: fit.time && new Float64Array(total),
    disliked: fit.disliked && pickRagged(fit.disliked, rows),
  }
  for (let n = 0; n < rows.length; n++) {
    const [from, to] = [fit.offsets[rows[n]], fit.offsets[rows[n] + 1]]
    out.item.set(fit.item.subarray(from, to), offsets[n])
    out.kind.set(fit.kind.subarray(from, to), offsets[n])
    out.age.set(fit.age.subarray(from, to), offsets[n])
    if (fit.time) out.time!.set(fit.time.subarray(from, to), offsets[n])
  }
  return out
}
