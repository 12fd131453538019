import { expect, test } from 'vitest'
import {
  bucketsOf,
  chunksOf,
  decodeReading,
  type Network,
  neighboursOf,
  shapeOf,
  viterbi,
} from '../../engine/index.ts'
import { createRandom } from '../../training/random.ts'
import { batchOf } from '../../training/understand/batch.ts'
import { judgeUnderstanding } from '../../training/understand/judge.ts'
import { clausesOf, mix } from '../../training/understand/mix.ts'
import { lexemes } from '../../training/understand/words.ts'

const TAGS = ['O', 'B-city', 'I-city', 'B-day', 'I-day']
const logs = (...rows: number[][]) => Float32Array.from(rows.flat(), Math.log)

test('tags keep the BIO form, even where single tokens say otherwise', () => {
  const scores = logs([0.1, 0.2, 0.6, 0.05, 0.05], [0.1, 0.1, 0.3, 0.1, 0.4])
  const next = neighboursOf(TAGS)
  expect(viterbi(scores, next, 5).map((s) => TAGS[s])).toEqual(['B-city', 'I-city'])
  expect(viterbi(new Float32Array(0), next, 5)).toEqual([])
})

test('a tag that often follows another wins where single tokens are undecided', () => {
  const next = neighboursOf(TAGS)
  const [city, day, start] = [1, 3, 5]
  next[city * 5 + day] = 2
  const scores = logs([0.1, 0.8, 0, 0.1, 0], [0.1, 0.5, 0, 0.4, 0])
  expect(viterbi(scores, next, 5).map((s) => TAGS[s])).toEqual(['B-city', 'B-day'])
  next[start * 5 + day] = 5
  expect(viterbi(scores, next, 5).map((s) => TAGS[s])).toEqual(['B-day', 'B-city'])
})

test.each([
  [
    ['O', 'B-city', 'I-city', 'B-city'],
    ['city 1 3', 'city 3 4'],
  ],
  [
    ['I-city', 'I-city', 'I-day'],
    ['city 0 2', 'day 2 3'],
  ],
  [
    ['B-city', 'O', 'I-city'],
    ['city 0 1', 'city 2 3'],
  ],
  [[], []],
])('chunks of %s', (tags, expected) => {
  expect(chunksOf(tags).map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual(expected)
})

const network = {
  intents: ['cook', 'book'],
  tags: ['O'],
  next: new Float32Array(2),
} as unknown as Network

test('clauses end at connecting tokens and begin where the network says; tokens vote', () => {
  const clause = [
    [0.1, 0.8, 0.1],
    [0.1, 0.3, 0.6],
    [0.9, 0.1, 0],
    [0.1, 0.2, 0.7],
    [0, 1, 0],
  ]
  const begins = Float32Array.of(1, 0, 0, 0, 0.9)
  const reading = { length: 5, clause: Float32Array.from(clause.flat()), begins }
  const decoded = decodeReading(network, { ...reading, tags: new Float32Array(5).fill(1) })
  expect(decoded.clauses.map(({ from, to, intent }) => [from, to, intent])).toEqual([
    [0, 2, 'cook'],
    [3, 4, 'book'],
    [4, 5, 'cook'],
  ])
  expect(decoded.intents).toEqual(['cook', 'book'])
  expect(decoded.tags).toEqual(['O', 'O', 'O', 'O', 'O'])
})

test('an utterance of connecting tokens only is one clause, an empty one is none', () => {
  const reading = {
    length: 1,
    clause: Float32Array.of(0.8, 0.05, 0.15),
    begins: new Float32Array(1),
  }
  expect(decodeReading(network, { ...reading, tags: Float32Array.of(1) }).intents).toEqual(['book'])
  const none = new Float32Array(0)
  expect(
    decodeReading(network, { length: 0, clause: none, begins: none, tags: none }).tags,
  ).toEqual([])
})

test('numbers are read by their shape, words by their parts', () => {
  expect(shapeOf('9:30pm')).toBe('0:00pm')
  expect(shapeOf('٣')).toBe('0')
  const shared = (a: string, b: string) => {
    const other = new Set(bucketsOf(b, 1 << 20))
    return bucketsOf(a, 1 << 20).filter((row) => other.has(row)).length
  }
  expect(shared('hiking', 'hikings')).toBeGreaterThan(shared('hiking', 'boots'))
  expect(bucketsOf('', 8).every((row) => row < 8)).toBe(true)
  expect(bucketsOf('x'.repeat(10_000), 1 << 20).length).toBeLessThan(20)
})

const known = {
  tokens: ['fly', 'to', 'new', 'york', 'and', 'eat'],
  tags: ['O', 'O', 'B-city', 'I-city', 'O', 'O'],
  intents: ['fly', 'eat'],
  clauses: [
    { from: 0, to: 4, intent: 'fly' },
    { from: 5, to: 6, intent: 'eat' },
  ],
}
const rome = {
  tokens: ['tickets', 'to', 'rome'],
  tags: ['O', 'O', 'B-city'],
  intents: ['fly'],
  clauses: [{ from: 0, to: 3, intent: 'fly' }],
}

test('mixed utterances keep clauses, connecting words and tags together', () => {
  const texts = mix(
    clausesOf([known, rome]),
    200,
    { swap: 0.5, swapWithin: false, splice: 0, any: 0 },
    createRandom(3),
  ).map(({ tokens, tags, clauses }) => {
    expect(tags.length).toBe(tokens.length)
    for (const { from, intent } of clauses)
      expect(['fly', 'tickets'].includes(tokens[from]) ? 'fly' : 'eat').toBe(intent)
    return tokens.map((token, n) => `${token}/${tags[n]}`).join(' ')
  })
  expect(new Set(texts)).toEqual(
    new Set([
      'fly/O to/O new/B-city york/I-city',
      'fly/O to/O rome/B-city',
      'tickets/O to/O new/B-city york/I-city',
      'tickets/O to/O rome/B-city',
      'fly/O to/O new/B-city york/I-city and/O eat/O',
      'fly/O to/O rome/B-city and/O eat/O',
      'tickets/O to/O new/B-city york/I-city and/O eat/O',
      'tickets/O to/O rome/B-city and/O eat/O',
    ]),
  )
})

test('a spliced value begins as one value of its slot and ends as another', () => {
  const play = (title: string) => ({
    tokens: ['play', ...title.split(' ')],
    tags: ['O', ...title.split(' ').map((_, n) => `${n ? 'I' : 'B'}-title`)],
    intents: ['play'],
    clauses: [{ from: 0, to: 1 + title.split(' ').length, intent: 'play' }],
  })
  const clauses = clausesOf(['red hot', 'deep blue', 'so'].map(play))
  const mixed = mix(
    clauses,
    200,
    { swap: 1, swapWithin: false, splice: 1, any: 0 },
    createRandom(3),
  )
  const said = mixed.map(({ tokens, tags }) => `${tokens.join(' ')} ${tags.slice(1).join(' ')}`)
  expect([...new Set(said)].sort()).toEqual([
    'play deep blue B-title I-title',
    'play deep hot B-title I-title',
    'play red blue B-title I-title',
    'play red hot B-title I-title',
    'play so B-title',
  ])
})

test('a value is swapped with any of its slot, or with one of the same intent only', () => {
  const say = (verb: string, value: string) => ({
    tokens: [verb, value],
    tags: ['O', 'B-type'],
    intents: [verb],
    clauses: [{ from: 0, to: 2, intent: verb }],
  })
  const clauses = clausesOf([say('rate', 'novel'), say('rate', 'essay'), say('find', 'trailer')])
  const said = (swapWithin: boolean) => {
    const options = { swap: 1, swapWithin, splice: 0, any: 0 }
    const mixed = mix(clauses, 200, options, createRandom(3))
    return [...new Set(mixed.map(({ tokens }) => tokens.join(' ')))].sort()
  }
  expect(said(true)).toEqual(['find trailer', 'rate essay', 'rate novel'])
  expect(said(false)).toContain('rate trailer')
})

test('hiding n-grams leaves every word some of its own', () => {
  const known = lexemes(['new', 'york'], 1 << 20)
  const names = { intents: new Map([['fly', 0]]), tags: new Map([['O', 0]]) }
  const utterance = { ...rome, tokens: ['new', 'york', 'a'], clauses: [] }
  const { grams, ends } = batchOf(
    [utterance],
    known,
    names,
    { hideWords: 0, hideGrams: 0.5 },
    createRandom(1),
  )
  for (const [n, token] of utterance.tokens.entries()) {
    const seen = [...grams.subarray(ends[n], ends[n + 1])]
    const all = bucketsOf(token, 1 << 20)
    expect(seen.length).toBeGreaterThan(0)
    expect(all).toEqual(expect.arrayContaining(seen))
    expect(seen.length < all.length || all.length < 4).toBe(true)
  }
})

test('scores: all right, one tag wrong, one intent wrong', () => {
  const gold = [known, known, known]
  const scores = judgeUnderstanding(gold, [
    { tags: known.tags, intents: ['eat', 'fly'] },
    { tags: ['O', 'O', 'B-city', 'O', 'O', 'O'], intents: known.intents },
    { tags: known.tags, intents: ['fly'] },
  ])
  expect(scores.overall).toBeCloseTo(1 / 3)
  expect(scores.intent).toBeCloseTo(2 / 3)
  // Two of three named slots found, among three answers.
  expect(scores.slotF1).toBeCloseTo(2 / 3)
})
