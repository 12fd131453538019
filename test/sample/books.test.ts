import { AVAILABILITY } from '@tacit-rec/pack'
import { describe, expect, test } from 'vitest'
import { sampleIntents, sampleItems } from '../../training/sample/index.ts'

const books = sampleItems()
const intents = sampleIntents()

describe('books', () => {
  test('are 748, with readable ids, each used once', () => {
    expect(books.length).toBe(748)
    expect(new Set(books.map(({ id }) => id)).size).toBe(748)
    expect(books.filter(({ id }) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(id))).toEqual([])
  })

  test('no author has the same title twice', () => {
    const names = books.map(({ title, author }) => `${author}: ${title}`)
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })

  test('have facts in range', () => {
    for (const book of books) {
      expect(book.title, book.id).not.toBe('')
      expect(book.author, book.id).not.toMatch(/[*|]|^$/)
      expect(Number.isInteger(book.year), book.id).toBe(true)
      expect(book.year, book.id).toBeGreaterThanOrEqual(-2000)
      expect(book.year, book.id).toBeLessThanOrEqual(2025)
      expect(book.price, book.id).toBeGreaterThan(4)
      expect(book.price, book.id).toBeLessThan(70)
      expect(AVAILABILITY, book.id).toContain(book.availability)
    }
  })

  test('a few of the facts', () => {
    const facts = (id: string) => {
      const book = books.find((one) => one.id === id)
      return book && [book.title, book.author, book.year]
    }
    expect(facts('le-guin-the-dispossessed')).toEqual([
      'The Dispossessed',
      'Ursula K. Le Guin',
      1974,
    ])
    expect(facts('darwin-on-the-origin-of-species')).toEqual([
      'On the Origin of Species',
      'Charles Darwin',
      1859,
    ])
    expect(facts('liu-the-three-body-problem')).toEqual([
      'The Three-Body Problem',
      'Liu Cixin',
      2008,
    ])
  })

  test('have two to four categories of two levels, each shared by at least seven books', () => {
    const count = new Map<string, number>()
    for (const { id, categories } of books) {
      expect(new Set(categories).size, id).toBe(categories.length)
      expect(categories.length, id).toBeGreaterThanOrEqual(2)
      expect(categories.length, id).toBeLessThanOrEqual(4)
      for (const path of categories) count.set(path, (count.get(path) ?? 0) + 1)
    }
    expect(count.size).toBe(37)
    expect([...count.keys()].filter((path) => path.split(' > ').length !== 2)).toEqual([])
    expect([...count].filter(([, n]) => n < 7)).toEqual([])
  })

  test('have one sentence as description and one as summary', () => {
    for (const { id, description, summary } of books) {
      expect(description, id).toMatch(/^[A-Z0-9].{25,170}\.$/)
      expect(summary, id).toMatch(/^It attracts readers who [a-z].{10,100}\.$/)
    }
    expect(new Set(books.map(({ description }) => description)).size).toBe(748)
    expect(new Set(books.map(({ summary }) => summary)).size).toBe(748)
  })
})

describe('intents', () => {
  test('are 46, named in at most four words', () => {
    expect(intents.length).toBe(46)
    expect(new Set(intents.map(({ id }) => id)).size).toBe(46)
    expect(intents.filter(({ name }) => name.split(' ').length > 4)).toEqual([])
  })

  test('every book has two or three of them', () => {
    const known = intents.map(({ id }) => id)
    for (const book of books) {
      expect([2, 3], book.id).toContain(book.intents.length)
      expect(new Set(book.intents).size, book.id).toBe(book.intents.length)
      expect(known, book.id).toEqual(expect.arrayContaining(book.intents))
    }
  })

  test('at least fifteen books have each of them', () => {
    const few = intents.filter(
      ({ id }) => books.filter((book) => book.intents.includes(id)).length < 15,
    )
    expect(few).toEqual([])
  })
})
