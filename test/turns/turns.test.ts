import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { evaluateTurns } from '../../training/index.ts'
import { createRandom } from '../../training/random.ts'
import {
  bestForm,
  chainOfLabels,
  fitTurns,
  heldOutBits,
  judgeTurns,
  pairsOf,
  readConversations,
  TURN_SETTINGS,
} from '../../training/turns/index.ts'

const folder = () => mkdtemp(join(tmpdir(), 'tacit-turns-'))

test('the probabilities of a chain sum to 1, and are the formula', () => {
  const labels = ['a', 'b']
  const seen = [['a', 'b', 'a', 'b'], ['a', 'a'], ['b']]
  for (const before of [['a'], ['b', 'a'], ['a', 'a'], ['b', 'b']])
    for (const order of [0, 1, 2]) {
      const p = chainOfLabels(seen, labels, { order, discount: 0.5 })
      expect(p(before, 'a') + p(before, 'b')).toBeCloseTo(1)
    }
  // b follows a twice, a follows it once; p(b) = (3 + 1) / (7 + 2).
  const p = chainOfLabels(seen, labels, { order: 1, discount: 0.5 })
  expect(p(['a'], 'b')).toBeCloseTo((1.5 + (1 * 4) / 9) / 3)
})

test('a cycle is foreseen by the turn before, pairs by two', () => {
  const runs = (round: string) =>
    Array.from({ length: 40 }, (_, c) => Array.from({ length: 8 }, (_, n) => round[(n + c) % 4]))
  const cycles = runs('abcd')
  const bits = (order: number) =>
    heldOutBits(cycles, { order, discount: 0.5 }, { random: createRandom(1) })
  expect(bits(0)).toBeGreaterThan(1.9)
  expect(bits(1)).toBeLessThan(0.05)
  expect(bestForm(runs('aabb'), createRandom(1)).order).toBeGreaterThan(1)
})

const THINGS = ['boots', 'lamps', 'tents', 'kettles', 'novels', 'sandals', 'jackets', 'candles']
const NEXT = ['only red ones', 'not leather', 'under 20', 'the cheaper one', 'something else']

function searches(seed: number) {
  const random = createRandom(seed)
  return Array.from({ length: 120 }, () => {
    const thing = THINGS[random.below(THINGS.length)]
    const turn = (text: string, label: string) => ({ text, label, response: `fine ${thing}` })
    const first = { ...turn(`looking for ${thing}`, 'new'), relates: false }
    const count = 1 + random.below(3)
    const later = Array.from({ length: count }, () => NEXT[random.below(NEXT.length)])
    return [first, ...later.map((text) => ({ ...turn(text, 'refine'), relates: true }))]
  })
}

test('a classifier tells turns that go on, and ranks what they look for', async () => {
  const pairs = pairsOf(searches(1), createRandom(1))
  const held = pairsOf(searches(2), createRandom(2))
  const fitted = await fitTurns(pairs, TURN_SETTINGS, { seed: 1, threads: 1 })
  const scores = judgeTurns(fitted, held)
  expect(scores.accuracy).toBeGreaterThan(0.95)
  expect(scores.majority).toBeLessThan(0.8)
  expect(scores.reciprocalRank).toBeGreaterThan(0.5)
})

test('made-up searches and public conversations are read alike', async () => {
  const [made, spoken] = [await folder(), await folder()]
  const turns = [
    { text: 'boots', move: 'new', relates: false, item: '1', title: 'Storm boots' },
    { text: 'only red', move: 'refine', relates: true, item: '1', title: 'Storm boots' },
  ]
  await writeFile(join(made, 'sessions.jsonl'), `${JSON.stringify({ turns })}\n`.repeat(12))
  const dialogue = [
    { turn: 1, question: 'Where is it?', intent: 'track', answer: 'On its way.' },
    { turn: 2, question: 'When?', intent: 'time', answer: 'Tomorrow.' },
  ]
  await writeFile(join(spoken, 'conversations.json'), JSON.stringify([{ dialogue }]))
  expect((await readConversations(made))[0]).toEqual([
    { text: 'boots', label: 'new', relates: false, response: 'Storm boots' },
    { text: 'only red', label: 'refine', relates: true, response: 'Storm boots' },
  ])
  expect((await readConversations(spoken))[0][1]).toEqual({
    ...{ text: 'When?', label: 'time', relates: true, response: 'Tomorrow.' },
  })
  expect(await evaluateTurns({ data: made, threads: 1 })).toMatchObject({
    ...{ task: 'turns', conversations: 12, turns: 24, labels: 2, seed: 1 },
    relates: { accuracy: 1 },
  })
  await expect(evaluateTurns({ data: spoken })).rejects.toThrow('has 1 conversations: 10 or more')
})

test.each([
  ['neither sessions.jsonl nor conversations.json', {}],
  ['"{" is no JSON', { 'sessions.jsonl': '{\n' }],
  ['conversation 1 has no turns', { 'sessions.jsonl': '{"turns":[{"text":"boots"}]}\n' }],
  ['it has no conversation', { 'conversations.json': '[]' }],
  ['it has no conversation', { 'conversations.json': '{"dialogue":[]}' }],
])('refused: %s', async (message, files) => {
  const bad = await folder()
  for (const [name, text] of Object.entries(files)) await writeFile(join(bad, name), text)
  await expect(readConversations(bad)).rejects.toThrow(message)
})
