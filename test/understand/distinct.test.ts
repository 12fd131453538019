import { expect, test } from 'vitest'
import { createRandom } from '../../training/random.ts'
import { createRuntime, parameter, Tape } from '../../training/tensor/index.ts'
import { contrastOf, runsOf } from '../../training/understand/contrast.ts'
import { distinctClauses, limitsOf } from '../../training/understand/index.ts'

const utterance = (text: string, tags: string, ...clauses: [number, number, string][]) => ({
  tokens: text.split(' '),
  tags: tags.split(' '),
  intents: clauses.map(([, , intent]) => intent),
  clauses: clauses.map(([from, to, intent]) => ({ from, to, intent })),
})
const SOUP = utterance(
  'cook soup and then go home',
  'O B-dish O O O O',
  [0, 2, 'cook'],
  [4, 6, 'go'],
)
const RICE = utterance(
  'cook soup , cook rice',
  'O B-dish O O B-dish',
  [0, 2, 'cook'],
  [3, 5, 'cook'],
)

test('distinct clauses are utterances of their own', () => {
  const clauses = distinctClauses([SOUP, RICE])
  expect(clauses.map(({ tokens, intents }) => `${tokens.join(' ')}: ${intents}`)).toEqual([
    'cook soup: cook',
    'go home: go',
    'cook rice: cook',
  ])
  expect(clauses[0]).toMatchObject({ tags: ['O', 'B-dish'], clauses: [{ from: 0, to: 2 }] })
  const whole = { ...SOUP, clauses: [] }
  expect(distinctClauses([whole, whole])).toEqual([whole])
})

test('limits: what training lacks, no network knows', () => {
  const fly = utterance('fly home', 'O B-place', [0, 2, 'fly'])
  expect(limitsOf([RICE], [SOUP, RICE, fly, fly])).toEqual({
    ...{ intents: 3, slots: 2, overall: 0.25, intent: 0.25 },
  })
})

test('the contrast of runs is its formula, and lower where runs of one name are near', async () => {
  const { clauses, slots } = runsOf([SOUP, RICE])
  expect(clauses.names).toEqual(['cook', 'go', 'cook', 'cook'])
  expect([...clauses.rows]).toEqual([0, 1, 4, 5, 6, 7, 9, 10])
  expect(slots).toMatchObject({ names: ['dish', 'dish', 'dish'] })
  expect([...slots.rows]).toEqual([1, 7, 10])
  const runtime = await createRuntime({ bytes: 1 << 20, threads: 1 })
  try {
    const random = createRandom(2)
    const x = parameter(runtime, 11, 4, () => random.normal())
    const tape = new Tape(runtime)
    const loss = contrastOf(tape, x, slots, 0.5)!
    const rows = [1, 7, 10].map((r) => x.data.subarray(4 * r, 4 * r + 4))
    const unit = rows.map((row) => row.map((v) => v / Math.hypot(...row)))
    const logit = (i: number, j: number) =>
      unit[i].reduce((sum, v, n) => sum + v * unit[j][n], 0) / 0.5
    const expected = [0, 1, 2].map((i) => {
      const others = [0, 1, 2].filter((j) => j !== i).map((j) => logit(i, j))
      const all = Math.log(others.reduce((sum, v) => sum + Math.exp(v), 0))
      return others.reduce((sum, v) => sum + all - v, 0) / others.length
    })
    const mean = expected.reduce((sum, v) => sum + v, 0) / 3
    expect(loss.data[0]).toBeCloseTo(mean, 5)
    expect(contrastOf(tape, x, { ...slots, names: ['dish'] }, 0.5)).toBeNull()
    // Downhill brings the runs of `cook` together.
    tape.backward(contrastOf(tape, x, clauses, 0.5)!)
    const before = contrastOf(tape, x, clauses, 0.5)!.data[0]
    for (let n = 0; n < x.data.length; n++) x.data[n] -= 0.1 * x.grad[n]
    expect(contrastOf(tape, x, clauses, 0.5)!.data[0]).toBeLessThan(before)
  } finally {
    await runtime.dispose()
  }
})
