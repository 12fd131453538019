import { expect, it } from 'vitest'
import { defaultMemory } from '../../../training/student/memory/settings.ts'
import { boundText } from '../../../training/student/memory/table.ts'

/** Item 0 has all users, item 3 none. */
const USERS = Float32Array.of(42, 40, 2, 0)

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
  const bounded = boundText({ lexical }, settings, USERS)
  expect([...bounded.lexical!.values]).toEqual([0.25, 0.125, 0.125])
})

it('without a bound leaves the parts alone', () => {
  const parts = { lexical, ease: lexical }
  expect(boundText(parts, { ...defaultMemory(false, ['lexical']), textBound: 0 }, USERS)).toBe(
    parts,
  )
})
