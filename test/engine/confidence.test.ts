import { confidence, listOdds } from '@tacit-rec/engine'
import { expect, test } from 'vitest'

const { log } = Math
const none = () => false

test('the odds are the softmax mass of the ten best against that of all others', () => {
  const scores = Float32Array.from([...Array(10).fill(log(3)), 0, 0])
  expect(listOdds(scores, none)).toBeCloseTo(log(30 / 2), 6)
})

test('items that cannot be listed are in neither sum', () => {
  const scores = Float32Array.from([9, ...Array(10).fill(log(3)), 0, 0, 8])
  expect(listOdds(scores, (item) => item === 0 || item === 13)).toBeCloseTo(log(30 / 2), 6)
})

test('a shift of all scores changes nothing, however large they are', () => {
  const scores = Float32Array.from({ length: 12 }, (_, i) => 800 + (i < 10 ? 1 : 0))
  expect(listOdds(scores, none)).toBeCloseTo(1 + log(5), 5)
})

test('a list of everything has no odds', () => {
  expect(listOdds(new Float32Array(10), none)).toBeNull()
  expect(listOdds(new Float32Array(12), (item) => item < 2)).toBeNull()
})

test('a probability of odds', () => {
  expect(confidence(log(15), { slope: 1, intercept: 0 })).toBeCloseTo(15 / 16)
  expect(confidence(2, { slope: 0.5, intercept: -1 })).toBe(0.5)
})
