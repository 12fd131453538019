import { expect, test } from 'vitest'
import { interactionMatrix, symmetric, transpose } from '../../training/sparse/index.ts'
import { sequences } from '../data/sequences.ts'

test('the interaction matrix is binary, distinct, ascending', () => {
  expect(interactionMatrix(sequences([[2, 0, 2], [], [1]]), 3)).toEqual({
    rows: 3,
    cols: 3,
    offsets: Int32Array.of(0, 2, 2, 3),
    index: Int32Array.of(0, 2, 1),
    values: Float32Array.of(1, 1, 1),
  })
})

test('transpose turns [2,3] into [3,2]', () => {
  const matrix = {
    rows: 2,
    cols: 3,
    offsets: Int32Array.of(0, 2, 3),
    index: Int32Array.of(0, 2, 0),
    values: Float32Array.of(1, 2, 3),
  }
  const turned = transpose(matrix)
  expect(turned).toEqual({
    rows: 3,
    cols: 2,
    offsets: Int32Array.of(0, 2, 2, 3),
    index: Int32Array.of(0, 1, 0),
    values: Float32Array.of(1, 3, 2),
  })
  expect(transpose(turned)).toEqual(matrix)
})

test('symmetric fills both triangles in order', () => {
  const upper = { a: Int32Array.of(0, 0, 1), b: Int32Array.of(1, 2, 2), value: [5, 6, 7] }
  expect(symmetric(3, upper)).toEqual({
    rows: 3,
    cols: 3,
    offsets: Int32Array.of(0, 2, 4, 6),
    index: Int32Array.of(1, 2, 0, 2, 0, 1),
    values: Float32Array.of(5, 6, 5, 7, 6, 7),
  })
})
