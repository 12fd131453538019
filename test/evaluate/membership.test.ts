import { describe, expect, it, test } from 'vitest'
import { type History, historyAt, type Sequences } from '../../training/data/index.ts'
import { ownRanks, type Ranker, separation, testMembership } from '../../training/evaluate/index.ts'
import { createRandom } from '../../training/random.ts'

const sequences = (rows: readonly (readonly number[])[]): Sequences => {
  const item = Int32Array.from(rows.flat())
  let at = 0
  return {
    offsets: Int32Array.from([0, ...rows.map(({ length }) => (at += length))]),
    item,
    kind: new Uint8Array(item.length),
    age: new Float32Array(item.length).fill(-1),
    time: null,
  }
}
const history = (...items: number[]): History => historyAt(sequences([items]), 0)

describe('separation', () => {
  it('is the Mann–Whitney statistic, with ties as a half', () => {
    // 3 beats both; 2 beats one and ties with the other.
    expect(separation([3, 2], [1, 2])).toMatchObject({ auc: 3.5 / 4, members: 2, others: 2 })
  })

  it('has the standard error of Hanley and McNeil', () => {
    const [members, others] = [Array(50).fill(1), Array(50).fill(1)]
    const { auc, interval } = separation(members, others)
    expect(auc).toBe(0.5)
    // Q₁ = Q₂ = 1/3: variance (1/4 + 98 · 1/12)/2500.
    expect(interval[1] - auc).toBeCloseTo(1.96 * Math.sqrt((0.25 + 98 / 12) / 2500))
  })

  it('counts the members above 99 % of the others', () => {
    const others = Array.from({ length: 100 }, (_, n) => n)
    expect(separation([98, 98.5, 99, 100], others).found).toBe(3 / 4)
  })
})

/** Scores every item by how often the history's items were linked to it. */
function linking(links: ReadonlyMap<number, readonly number[]>): Ranker {
  return {
    score({ item }, out) {
      for (const j of item) for (const i of links.get(j) ?? []) out[i]++
    },
  }
}

test('own ranks: each item by the others, which are no candidates', () => {
  const statistic = ownRanks(linking(new Map([[0, [1]]])), 10)
  // By 0, 1 comes first; by 1, which is linked to nothing, all are equal: rank 1 too.
  expect(statistic(history(0, 1))).toBeCloseTo(0)
  // By 0, 5 comes after 1; by 5 all are equal.
  expect(statistic(history(0, 5))).toBeCloseTo(-Math.log(2) / 2)
  expect(statistic(history(7, 7))).toBeNull()
})

test('finds out who was fitted by a ranker that knows their pairs, and by popularity nobody', () => {
  const random = createRandom(1)
  const people = Array.from({ length: 400 }, () =>
    Array.from({ length: 4 }, () => random.below(500)),
  )
  const [members, others] = [people.slice(0, 200), people.slice(200)].map(sequences)
  const links = new Map<number, number[]>()
  for (const own of people.slice(0, 200))
    for (const j of own) links.set(j, [...(links.get(j) ?? []), ...own.filter((i) => i !== j)])
  const knowing = testMembership(ownRanks(linking(links), 500), members, others)!
  expect(knowing.auc).toBeGreaterThan(0.95)
  expect(knowing.found).toBeGreaterThan(0.8)

  const popularity: Ranker = { score: (_, out) => out.set(out.map((_, i) => i % 50)) }
  const { interval } = testMembership(ownRanks(popularity, 500), members, others)!
  expect(interval[0]).toBeLessThan(0.5)
  expect(interval[1]).toBeGreaterThan(0.5)
})

test('is not measured without others', () => {
  const [members, none] = [sequences([[0, 1]]), sequences([])]
  expect(testMembership(ownRanks(linking(new Map()), 3), members, none)).toBeNull()
})
