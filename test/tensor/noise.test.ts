import { expect, test } from 'vitest'
import {
  createRuntime,
  gaussianNoise,
  orthantNoise,
  parameter,
  Tape,
} from '../../training/tensor/index.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime(16)

test('normal noise has the moments, tails and independence of N(0,1)', () => {
  const tape = new Tape(runtime)
  const mark = runtime.mark()
  const options = { seed: 7, mean: 3, deviation: 2 }
  const x = Float64Array.from(gaussianNoise(tape, 4096, 50, options).data, (v) => (v - 3) / 2)
  const mean = (of: (n: number) => number) =>
    Array.from(x.keys(), of).reduce((a, b) => a + b, 0) / x.length
  // Five standard errors of each over 204,800 draws.
  expect(Math.abs(mean((n) => x[n]))).toBeLessThan(0.011)
  expect(Math.abs(mean((n) => x[n] ** 2) - 1)).toBeLessThan(0.016)
  expect(Math.abs(mean((n) => x[n] ** 3))).toBeLessThan(0.043)
  expect(Math.abs(mean((n) => x[n] ** 4) - 3)).toBeLessThan(0.11)
  expect(Math.abs(mean((n) => +(Math.abs(x[n]) > 1.959964)) - 0.05)).toBeLessThan(0.0025)
  for (const lag of [1, 4, 8, 50])
    expect(Math.abs(mean((n) => x[n] * x[(n + lag) % x.length]))).toBeLessThan(0.011)
  const other = gaussianNoise(tape, 4096, 50, { seed: 8 }).data
  expect(Math.abs(mean((n) => x[n] * other[n]))).toBeLessThan(0.011)
  runtime.release(mark)
})

test('orthant noise has its length and the signs of the rows', () => {
  const tape = new Tape(runtime)
  const mark = runtime.mark()
  const e = parameter(runtime, 300, 12, (n) => (n % 7 ? Math.sin(n) : 0))
  const { data } = orthantNoise(tape, e, 0.9, 5)
  const means = new Float64Array(12)
  for (let r = 0; r < 300; r++) {
    let [squares, zeros] = [0, 0]
    for (let c = 0; c < 12; c++) {
      const [noise, own] = [data[r * 12 + c], e.data[r * 12 + c]]
      expect(Math.sign(noise) === Math.sign(own)).toBe(true)
      if (own === 0) zeros++
      squares += noise ** 2
      means[c] += Math.abs(noise) / 300
    }
    // A number that is zero gets no noise, so the row's length is shorter.
    if (zeros === 0) expect(Math.sqrt(squares)).toBeCloseTo(0.9, 5)
    else expect(Math.sqrt(squares)).toBeLessThan(0.9)
  }
  // |x|/‖x‖ of twelve uniform numbers is about √(3/12)/2 on average.
  for (const mean of means) expect(mean).toBeCloseTo(0.9 * 0.21, 1)
  runtime.release(mark)
})

test('noise is the same for any number of threads, and stays within its range', async () => {
  const drawn = await Promise.all(
    [1, 2, 3].map(async (threads) => {
      const own = await createRuntime({ bytes: 4 << 20, threads })
      const tape = new Tape(own)
      const noise = gaussianNoise(tape, 37, 21, { seed: 9 })
      const after = tape.make(4, 4)
      after.data.fill(1)
      const row = orthantNoise(
        tape,
        parameter(own, 41, 8, (n) => n - 60),
        1,
        9,
      )
      const seen = [...noise.data, ...row.data]
      expect(after.data.every((v) => v === 1)).toBe(true)
      await own.dispose()
      return seen
    }),
  )
  expect(drawn[1]).toEqual(drawn[0])
  expect(drawn[2]).toEqual(drawn[0])
})
