import { expect, test } from 'vitest'
import { understandQuery } from '../../engine/index.ts'
import { createRandom } from '../../training/random.ts'
import { composeQueries } from '../../training/understand/index.ts'
import { LEXICONS } from './queries/shops.ts'

test.each([
  ['en', LEXICONS.books, 'books'],
  ['de', LEXICONS.garten, 'suche'],
] as const)('composed queries in %s: tags and clauses fit their words', (language, lexicon, word) => {
  const queries = composeQueries(lexicon, language, 400, createRandom(2))
  for (const { tokens, tags, clauses, intents } of queries) {
    expect(tags.length).toBe(tokens.length)
    for (const [n, tag] of tags.entries())
      if (tag.startsWith('I-')) expect(tags[n - 1].slice(2)).toBe(tag.slice(2))
    expect(new Set(clauses.map(({ intent }) => intent))).toEqual(new Set(intents))
    for (const { from, to } of clauses) expect(to).toBeGreaterThan(from)
  }
  const acts = new Set(queries.flatMap(({ intents }) => intents))
  expect(acts.size).toBe(10)
  expect(queries.some(({ tokens }) => tokens.includes(word))).toBe(true)
  expect(composeQueries(lexicon, language, 400, createRandom(2))).toEqual(queries)
})

test('rules never turn the direction of a composed price', () => {
  const queries = composeQueries(LEXICONS.books, 'en', 600, createRandom(3))
  const said = queries.filter(({ tags }) => tags.some((tag) => /^B-price_m/.test(tag)))
  expect(said.length).toBeGreaterThan(50)
  for (const { tokens, tags } of said) {
    const { slots } = understandQuery(tokens.join(' '), LEXICONS.books)
    const bounds = (name: string) =>
      tokens.filter((_, n) => tags[n] === `B-${name}`).map((token) => Number(token))
    const [mins, maxes] = [bounds('price_min'), bounds('price_max')]
    for (const { name, value } of slots) {
      const query = tokens.join(' ')
      if (name === 'price_min' && !mins.includes(Number(value)))
        expect(maxes, query).not.toContain(value)
      if (name === 'price_max' && !maxes.includes(Number(value)))
        expect(mins, query).not.toContain(value)
    }
  }
})
