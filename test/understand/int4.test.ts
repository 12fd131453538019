import { expect, test } from 'vitest'
import { int4Rows } from '../../training/understand/int4.ts'

test('rows of multiples of a scale keep their numbers, two a byte', () => {
  const rows = Float32Array.of(3.5, -3.5, 0.5, -0.5, 0, 0, 0, 0)
  const { packed, scale } = int4Rows(rows, 2, 4)
  expect([...scale]).toEqual([0.5, 0])
  expect([...packed]).toEqual([0x97, 0xf1, 0, 0])
})

test('a row of an odd number of columns is padded', () => {
  const { packed } = int4Rows(Float32Array.of(7, 1, -1, 7, 2, 3), 2, 3)
  expect([...packed]).toEqual([0x17, 0x0f, 0x27, 0x03])
})

test('a row with one large number clips it if the others gain more', () => {
  const row = Float32Array.from({ length: 48 }, (_, c) => (c === 0 ? 1 : c & 1 ? 0.21 : -0.21))
  const { packed, scale } = int4Rows(row, 1, 48)
  expect(scale[0]).toBeLessThan(1 / 7)
  expect(packed[0] & 15).toBe(7)
  expect(7 * scale[0]).toBeLessThan(1)
})
