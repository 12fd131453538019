import { describe, expect, it } from 'vitest'
import { itemCounts, pickRows, type Sequences, sampleUsers } from '../../training/data/index.ts'
import { nearestRows } from '../../training/intents/lexical/neighbours.ts'
import { nearestByStrongTerms } from '../../training/intents/lexical/strong-terms.ts'
import { tfidf } from '../../training/intents/lexical/tfidf.ts'
import { createRandom } from '../../training/random.ts'
import { sampleItems } from '../../training/sample/index.ts'
import { interactionMatrix } from '../../training/sparse/index.ts'
import { EaseSolver, itemUsers, localEase } from '../../training/teachers/index.ts'

const [USERS, ITEMS] = [60, 12]

/** Random histories of 3 to 7 items. */
function histories(): Sequences {
  const random = createRandom(5)
  const rows = Array.from({ length: USERS }, () => {
    const all = random.shuffle(Int32Array.from({ length: ITEMS }, (_, i) => i))
    return [...all.subarray(0, 3 + random.below(5))]
  })
  const item = Int32Array.from(rows.flat())
  const offsets = [0]
  for (const row of rows) offsets.push(offsets[offsets.length - 1] + row.length)
  return {
    offsets: Int32Array.from(offsets),
    item,
    kind: new Uint8Array(item.length),
    age: new Float32Array(item.length),
    time: Float64Array.from(item),
  }
}

describe('EASE-R by sub-problems', () => {
  const fit = histories()

  it('is EASE-R where a sub-problem holds all other items', async () => {
    const counts = await itemCounts(fit, ITEMS)
    const local = localEase(counts.affinity, itemUsers(fit, ITEMS), {
      lambda: 3,
      support: ITEMS - 1,
    })
    const solver = await EaseSolver.create(interactionMatrix(fit, ITEMS), 1)
    const whole = solver.solve(3).restrict(counts.cooccurrence, 1)
    await solver.dispose()
    expect(local.index).toEqual(whole.index)
    for (const [e, value] of local.values.entries()) expect(value).toBeCloseTo(whole.values[e], 4)
  })

  it('regresses each item on the few that are most like it', async () => {
    const counts = await itemCounts(fit, ITEMS)
    const local = localEase(counts.affinity, itemUsers(fit, ITEMS), { lambda: 3, support: 4 })
    const perColumn = new Int32Array(ITEMS)
    for (const column of local.index) perColumn[column]++
    expect([...perColumn]).toEqual(Array(ITEMS).fill(4))
  })
})

describe('neighbours by strong terms', () => {
  const rows = tfidf(sampleItems().map(({ title, description }) => `${title}. ${description}`))

  it('are the exact ones if all posting lists are read', async () => {
    const exact = nearestRows(rows, 30)
    const count = rows.rows
    const all = { read: Number.POSITIVE_INFINITY, candidates: count, patience: count, threads: 1 }
    const found = await nearestByStrongTerms(rows, 30, all)
    expect(found.index).toEqual(exact.index)
    expect(found.offsets).toEqual(exact.offsets)
  })

  it('are nearly the exact ones if few are read', async () => {
    const exact = nearestRows(rows, 30)
    const few = { read: 2 * rows.rows, candidates: 200, threads: 2 }
    const found = await nearestByStrongTerms(rows, 30, few)
    let hits = 0
    for (let row = 0; row < rows.rows; row++) {
      const own = new Set(found.index.subarray(found.offsets[row], found.offsets[row + 1]))
      for (let e = exact.offsets[row]; e < exact.offsets[row + 1]; e++)
        if (own.has(exact.index[e])) hits++
    }
    expect(hits / exact.index.length).toBeGreaterThan(0.98)
  })
})

it('a sample of users holds whole histories, and is the same for a seed', () => {
  const fit = histories()
  const rows = sampleUsers(fit, 50, 1)
  expect(sampleUsers(fit, 50, 1)).toEqual(rows)
  expect(sampleUsers(fit, 50, 2)).not.toEqual(rows)
  const picked = pickRows(fit, rows)
  expect(picked.item.length).toBeGreaterThanOrEqual(50)
  expect(picked.item.length).toBeLessThan(57)
  const last = rows[rows.length - 1]
  expect(picked.item.slice(picked.offsets[rows.length - 1])).toEqual(
    fit.item.slice(fit.offsets[last], fit.offsets[last + 1]),
  )
  expect(pickRows(fit, sampleUsers(fit, 1e9, 1))).toBe(fit)
})
