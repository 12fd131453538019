import { expect, it } from 'vitest'
import type { Sequences } from '../../../training/data/index.ts'
import { defaultMemory } from '../../../training/student/memory/settings.ts'
import { boundText } from '../../../training/student/memory/table.ts'

/** Item 1 has 40 users, item 2 two, item 3 none; item 0 has all of them. */
function histories(): Sequences {
  const rows = Array.from({ length: 42 }, (_, u) => (u < 40 ? [0, 1] : [0, 2]))
  const item = Int32Array.from(rows.flat())
  return {
    offsets: Int32Array.from({ length: 43 }, (_, row) => 2 * row),
    item,
    kind: new Uint8Array(item.length),
    age: new Float32Array(item.length),
    time: null,
  }
}

const lexical = {
  rows: 4,
  cols: 4,
  offsets: Int32Array.of(0, 3, 3, 3, 3),
  index: Int32Array.of(1, 2, 3),
  // A remake of item 0 that two people saw is nearest, its famous neighbour comes second.
  values: Float32Array.of(0.25, 0.5, 0.125),
}

it('bounds what text adds by the users of the item, except for cold items', () => {
  const settings = { ...defaultMemory(false, ['lexical']), textBound: 0.0625 }
  const bounded = boundText({ lexical }, settings, histories())
  expect([...bounded.lexical!.values]).toEqual([0.25, 0.125, 0.125])
})

it('without a bound leaves the parts alone', () => {
  const parts = { lexical, ease: lexical }
  expect(
    boundText(parts, { ...defaultMemory(false, ['lexical']), textBound: 0 }, histories()),
  ).toBe(parts)
})
