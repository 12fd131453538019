import { expect, test } from 'vitest'
import { type Place, placeOf, remember, type Seen } from '../../../pack/sign/index.ts'

const seen: Seen = {
  sequence: 7,
  hashes: [
    [5, 'e'],
    [7, 'g'],
  ],
}

test.each([
  ['same', { sequence: 7, sha256: 'g' }],
  ['new', { sequence: 8, sha256: 'h' }],
  ['new', { sequence: 8, sha256: 'h', previous: 'g' }],
  ['new', { sequence: 99, sha256: 'z', previous: 'y' }],
  ['rolled-back', { sequence: 6, sha256: 'f' }],
  ['rolled-back', { sequence: 5, sha256: 'e' }],
  ['forked', { sequence: 7, sha256: 'x' }],
  ['forked', { sequence: 5, sha256: 'x' }],
  ['forked', { sequence: 8, sha256: 'h', previous: 'x' }],
] as [
  Place,
  { sequence: number; sha256: string; previous?: string },
][])('%s: %o', (place, link) => {
  expect(placeOf(seen, link)).toBe(place)
})

test('a new key starts a chain of its own', () => {
  expect(placeOf(undefined, { sequence: 1, sha256: 'a', previous: 'x' })).toBe('new')
  expect(remember(undefined, { sequence: 1, sha256: 'a' })).toEqual({
    sequence: 1,
    hashes: [[1, 'a']],
  })
})

test('remembers the newest hashes, and the highest sequence', () => {
  let all: Seen | undefined
  for (let sequence = 1; sequence <= 100; sequence++) all = remember(all, { sequence, sha256: 'x' })
  expect(all).toMatchObject({ sequence: 100 })
  expect(all!.hashes.map(([at]) => at)).toEqual(Array.from({ length: 32 }, (_, i) => 69 + i))
  expect(remember(seen, { sequence: 3, sha256: 'c' })).toEqual({
    sequence: 7,
    hashes: [
      [3, 'c'],
      [5, 'e'],
      [7, 'g'],
    ],
  })
})
