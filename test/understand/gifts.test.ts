import { expect, test } from 'vitest'
import { withoutGifts } from '../../engine/index.ts'

test.each([
  ['a lamp for my mother', ''],
  ['ein geschenk für meine oma', ''],
  ['a present for someone who likes tea', ''],
  ['hiking boots and something for my nephew who likes dinosaurs', 'hiking boots and '],
  ['lavender gift set', 'lavender gift set'],
  ['shoes for women', 'shoes for women'],
  ['', ''],
  ['?!', '?!'],
])('of "%s" what is no gift stays', (query, rest) => {
  expect(withoutGifts(query)).toBe(rest)
})
