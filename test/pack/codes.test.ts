import { expect, test } from 'vitest'
import { packAddresses, unpackAddresses } from '../../pack/addresses.ts'
import { fromHalf, toHalf } from '../../pack/float16.ts'
import { bestK, RiceReader, RiceWriter, riceBits } from '../../pack/rice.ts'
import { seeded } from './random-pack.ts'

test('halves are those of Float16Array', () => {
  const half = new Float16Array(1)
  const word = new Uint16Array(half.buffer)
  for (let n = 0; n < 65_536; n++) {
    word[0] = n
    expect(fromHalf(n)).toBe(half[0])
    if (!Number.isNaN(half[0])) expect(toHalf(half[0])).toBe(n)
  }
  const random = seeded(1)
  const edges = [0, -0, 65_504, 65_519.9, 65_520, 1e9, -1e9, 2 ** -24, 2 ** -25, 1.5 * 2 ** -24]
  const values = Array.from({ length: 20_000 }, () => (random() - 0.5) * 2 ** (40 * random() - 25))
  for (const value of Float32Array.from([...edges, ...values, Infinity, -Infinity])) {
    half[0] = value
    expect([value, toHalf(value)]).toEqual([value, word[0]])
  }
  expect(fromHalf(toHalf(Number.NaN))).toBeNaN()
})

test('Rice codes of a hand-computed case', () => {
  const codes = new RiceWriter(riceBits(5, 1) + riceBits(0, 1))
  codes.push(5, 1)
  codes.push(0, 1)
  // Two zeros, a one, the bit 1; then a one and the bit 0. The lowest bit is the first.
  expect([...codes.bytes]).toEqual([0b011100])
})

test('Rice codes of random numbers are read as they were written, seed by seed', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seeded(seed)
    const size = 2 ** Math.floor(24 * random())
    const values = Array.from({ length: 50 }, () => Math.floor(size * random() ** 4))
    const k = bestK(values)
    const codes = new RiceWriter(values.reduce((bits, value) => bits + riceBits(value, k), 0))
    for (const value of values) codes.push(value, k)
    const reader = new RiceReader(codes.bytes)
    expect([seed, values.map(() => reader.next(k))]).toEqual([seed, values])
    expect(reader.isAtEnd).toBe(true)
    const cut = new RiceReader(codes.bytes.subarray(0, codes.bytes.length - 1))
    expect(values.map(() => cut.next(k)).at(-1)).toBe(-1)
  }
})

const ids = ['a1', 'a2', 'a3', 'a4']
const title = ['Été à Rome!', 'Tea', null, 'Cups']

test.each<[string, (string | null)[], unknown]>([
  [
    'ids',
    [
      'https://x.example/p/a1.html',
      'https://x.example/p/a2.html',
      null,
      'https://x.example/p/a4.html',
    ],
    { prefix: 'https://x.example/p/', suffix: '.html', rest: [1, 1, null, 1] },
  ],
  [
    'titles',
    ['/p/ete-a-rome?v=1', '/p/tea?v=1', '/p/other?v=1', '/p/CUPS?v=1'],
    { prefix: '/p/', suffix: '?v=1', rest: [2, 2, 'other', 'CUPS'] },
  ],
  [
    'several hosts',
    ['https://a.example/1', 'https://b.example/2', 'mailto:x', ''],
    {
      prefix: '',
      suffix: '',
      rest: ['https://a.example/1', 'https://b.example/2', 'mailto:x', ''],
    },
  ],
  [
    'one address',
    [null, '/p/a2', null, null],
    { prefix: '/p/', suffix: '', rest: [null, 1, null, null] },
  ],
  [
    'the same',
    Array(4).fill('/x/y.png'),
    { prefix: '/x/', suffix: '.png', rest: Array(4).fill('y') },
  ],
  [
    'characters of two units',
    Array(4).fill('/😀.a/😀'),
    { prefix: '/😀.a/', suffix: '', rest: Array(4).fill('😀') },
  ],
  ['none', Array(4).fill(null), Array(4).fill(null)],
])('addresses with %s', (_, values, packed) => {
  expect(packAddresses(values, { ids, title })).toEqual(packed)
  expect(unpackAddresses('facts', 'url', packed, { ids, title })).toEqual(values)
})

test.each([
  ['no prefix', { suffix: '', rest: ['a', 'b', 'c', 'd'] }, 'must have a prefix'],
  ['a long prefix', { prefix: 'x'.repeat(2001), suffix: '', rest: [] }, 'must have a prefix'],
  ['a short list', { prefix: '', suffix: '', rest: [1] }, 'has 1 entries, but there are 4 rows'],
  ['another number', { prefix: '', suffix: '', rest: [1, 1, 3, 1] }, 'url[2] = 3 has a wrong type'],
  [
    'a title that is not there',
    { prefix: '', suffix: '', rest: [2, 2, 2, 2] },
    'url[2] needs a title',
  ],
])('addresses with %s are refused', (_, packed, message) => {
  expect(() => unpackAddresses('facts', 'url', packed, { ids, title })).toThrow(message)
})
