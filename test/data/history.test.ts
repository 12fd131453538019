import { expect, test } from 'vitest'
import { historyAt } from '../../training/data/index.ts'
import { sequences } from './sequences.ts'

test('a history is one row', () => {
  const { user, item } = historyAt(sequences([[2, 0], [1]]), 1, 7)
  expect([user, item]).toEqual([7, Int32Array.of(1)])
})
