import {
  buildIndex,
  cover,
  facetsOf,
  indexing,
  join,
  matchedWords,
  readQuery,
  searchTexts,
} from '@tacit-rec/engine'
import { expect, test } from 'vitest'

const TITLES = [
  'Waterproof hiking boots for men',
  'Hiking socks, wool',
  'Snowblower with electric start',
  'Grüne Gummistiefel für Kinder',
  '登山靴 防水',
  'รองเท้าเดินป่า กันน้ำ',
  'أحذية المشي لمسافات طويلة',
  'מגפי הליכה עמידים במים',
  'हाइकिंग जूते',
  'Резиновые сапоги',
  'Table lamp 1/2 in. brass',
  '등산화 방수',
]
const index = buildIndex(TITLES)

function best(query: string, options = {}): string | undefined {
  const scores = cover(index, readQuery(query, options))
  const at = scores.indexOf(Math.max(...scores))
  return scores[at] > 0 ? TITLES[at] : undefined
}

test.each([
  ['hiking boots', 0],
  ['HIKING  Boots!!', 0],
  ['hikng bots', 0],
  ['boot', 0],
  ['wool sock', 1],
  ['snow blower', 2],
  ['snowblwer', 2],
  ['gruene gummistiefel', 3],
  ['grune kinder', 3],
  ['登山靴', 4],
  ['防水 靴', 4],
  ['กันน้ำ', 5],
  ['أحذية', 6],
  ['מגפי', 7],
  ['जूते', 8],
  ['резиновые', 9],
  ['1/2 brass', 10],
  ['ｂｒａｓｓ ｌａｍｐ', 10],
  ['방수', 11],
])('"%s" finds the item', (query, item) => {
  expect(best(query)).toBe(TITLES[item])
})

test.each([
  ['hik', 1],
  ['waterpr', 0],
  ['electric st', 2],
  ['gummi', 3],
])('"%s", typed in part, finds the item', (query, item) => {
  expect(best(query)).toBe(TITLES[item])
})

test.each([
  ['empty', ''],
  ['blank', '   '],
  ['punctuation', '!?*'],
  ['emoji', '👢👢'],
  ['half a character', '\u0000\ud800'],
  ['a regular expression', '.*(+['],
  ['HTML', '<b onclick="x">'],
  ['one long word', 'a'.repeat(10_000)],
  ['many words', 'boots '.repeat(10_000)],
  ['mixed directions', '\u202eboots\u202c أحذية'],
])('odd input gives scores of every item and no error: %s', (_, query) => {
  const scores = cover(index, readQuery(query))
  expect(scores).toHaveLength(TITLES.length)
  expect(scores.every(Number.isFinite)).toBe(true)
})

test('nothing covers a query without words; a catalogue may be empty', () => {
  expect([...cover(index, readQuery('!!'))].every((score) => score === 0)).toBe(true)
  expect([...cover(buildIndex([]), readQuery('boots'))]).toEqual([])
  expect([...cover(buildIndex(['', '']), readQuery('boots'))]).toEqual([0, 0])
})

test('an index in steps is the same index', () => {
  const steps = indexing(TITLES)
  let [count, step] = [0, steps.next()]
  for (; !step.done; step = steps.next()) count++
  expect(count).toBeGreaterThan(2)
  expect(step.value).toEqual(index)
})

test('a pair of words that are adjacent in a text counts more', () => {
  const two = buildIndex(['red paper boat', 'boat paper red'])
  const [first, second] = cover(two, readQuery('paper boat'))
  expect(first).toBeGreaterThan(second)
})

test('the matched words of an item are those of the query that it has', () => {
  const matched = (query: string, item: number) => matchedWords(index, readQuery(query), item)
  expect(matched('red hiking boots', 0)).toEqual(['hiking', 'boot'])
  expect(matched('red hiking waterpr', 0)).toEqual(['hiking', 'waterpr'])
  expect(matched('hikng', 0)).toEqual([])
})

test('a word that says nothing is no match, unless it is all that was typed', () => {
  const own = buildIndex(['boots for hiking', 'it'])
  const matched = (query: string, item: number) => matchedWords(own, readQuery(query), item)
  expect(matched('something for hiking', 0)).toEqual(['hiking'])
  expect(matched('boats for sailing', 0)).toEqual([])
  expect(matched('it', 1)).toEqual(['it'])
})

test('history and popularity order what covers a query equally', () => {
  const coverage = Float32Array.of(0.5, 0.5, 0, 0.1)
  const order = (history: number[] | null, popularity: number[]) => {
    const scores = join(coverage, history, popularity)
    return [...scores.keys()].filter((i) => scores[i] > -1).sort((a, b) => scores[b] - scores[a])
  }
  expect(order(null, [0, 9, 9, 9])).toEqual([1, 0, 3])
  expect(order([3, 0, 9, 0], [0, 0, 0, 0])).toEqual([0, 1, 3])
})

test('texts are titles, short columns of the site and the names of categories', () => {
  const texts = searchTexts({
    ids: ['a', 'b'],
    title: ['Boots', null],
    categories: [['Shoes > Hiking', 'Shoes > Winter'], null],
    url: ['https://shop.example/a', null],
    price: [10, 20],
    extra: { brand: ['Alp', null], story: ['x'.repeat(90), 'y'], size: [42, 43] },
  })
  expect(texts).toEqual(['Boots · Alp · Shoes · Hiking · Winter', 'b · y'])
})

test('facets count values among items', () => {
  const catalogue = {
    ids: ['a', 'b', 'c', 'd'],
    categories: [['Shoes > Hiking'], ['Shoes > Hiking'], ['Shoes'], null],
    extra: { color: ['red', 'red', 'blue', 'red'], code: ['1', '2', '3', '4'] },
  }
  expect(facetsOf(catalogue, [0, 1, 2, 3], true)).toEqual([
    {
      name: 'category',
      values: [
        { value: 'Shoes', count: 3 },
        { value: 'Hiking', count: 2 },
      ],
    },
    {
      name: 'color',
      values: [
        { value: 'red', count: 3 },
        { value: 'blue', count: 1 },
      ],
    },
  ])
  expect(facetsOf(catalogue, [2, 3], ['color', 'gone'])).toEqual([
    {
      name: 'color',
      values: [
        { value: 'blue', count: 1 },
        { value: 'red', count: 1 },
      ],
    },
  ])
})
