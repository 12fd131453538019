import type { Catalogue, Prototype } from '@tacit-rec/pack'
import { describe, expect, it, test } from 'vitest'
import { findPrototypes } from '../../training/export/index.ts'
import { shortTitle } from '../../training/export/like.ts'
import { titlePhrases } from '../../training/export/phrases.ts'
import { createRandom } from '../../training/random.ts'

const DIM = 16

/** Rows around one direction per group: item i is of group i % groups. */
function planted(groups: number, items: number): Float32Array {
  const random = createRandom(7)
  const centres = Float32Array.from({ length: groups * DIM }, () => random.normal())
  return Float32Array.from({ length: items * DIM }, (_, at) => {
    const group = Math.floor(at / DIM) % groups
    return centres[group * DIM + (at % DIM)] + 0.1 * random.normal()
  })
}

const FIRST = 'Silent Golden Broken Hidden Crimson Final Northern Little Paper Burning'.split(' ')
const LAST = 'River Garden Letters Harbor Winter Station Promise Horses Empire Mirror'.split(' ')
const GENRES = ['Drama', 'Comedy', 'Action', 'Children']
const ARTICLES = ['', ', The', ', A']

/** In MovieLens' layout: "Silent River, The (1994)", flat genres; every fourth is of a series. */
function films(items: number): Catalogue {
  const title = Array.from({ length: items }, (_, i) => {
    const year = 1960 + ((i * 13) % 45)
    if (i % 4 === 2)
      return `Star Patrol ${['II', 'III', 'IV', 'V'][(i >> 2) % 4]}: ${LAST[i % 10]} (${year})`
    const name = `${FIRST[(i * 7) % 10]} ${LAST[Math.floor(i / 3) % 10]} of ${FIRST[i % 9]} Man`
    return `${name}${ARTICLES[i % 3]} (${year})`
  })
  const categories = title.map((_, i) => [GENRES[i % 4 === 2 ? 2 : i % 2]])
  return { ids: title.map((_, i) => `${i + 1}`), title, categories }
}

/** As of a marketplace: brands, sizes, offers; shelves three steps deep. */
function goods(items: number): Catalogue {
  const brands = ['John Weaver Organics', 'Vidal', 'L&#39;Or Paris', 'Dead Lake Premier']
  const things = ['Hair Mask', 'Body Wash', 'Lip Color', 'Face Serum', 'Nail File']
  const ends = ['4 oz', '6.7 fl oz', '(Pack of 2)', '- Money Back Guarantee', '26', '2013 New']
  const shelves = ['Hair Care > Masks', 'Bath > Cleansers', 'Makeup > Lips', 'Skin > Face', 'Tools']
  const title = Array.from({ length: items }, (_, i) => {
    const word = `${FIRST[(i * 3) % 10]} ${LAST[(i * 7) % 10]}`
    return `${brands[(i * 7) % 4]} ${word} ${things[i % 5]}, ${ends[(i * 5) % 6]}`
  })
  return {
    ids: title.map((_, i) => `g${i}`),
    title,
    categories: title.map((_, i) => [`All > ${shelves[i % 5]}`]),
  }
}

/** What no shop would print. */
const NEVER = [
  /\(\d+\)$/, // "man (26)"
  /^\W*\d+\W*$/, // "26"
  /\b(19|20)\d\d\b/, // years
  /^\p{Ll}+$/u, // a lone word that is no category: "man"
  /, \p{Ll}{1,3}$/u, // "Drama, mr"
  /^(Group|Prototype) \d/,
  /&(#\d+|\w+);/, // HTML entities
  /\b(fl|oz|pcs)\.?$/i, // sizes
  /\b(guarantee|free|packaging)\b/i,
  /undefined|null|NaN/,
  /^\s|\s$|\s\s|[,:;&-]$/,
  /^(like )?(and|or|of|the|with|for)$/i,
]

function expectPrintable(prototypes: readonly Prototype[]): void {
  const labels = prototypes.map(({ label }) => label)
  for (const label of labels) for (const pattern of NEVER) expect(label).not.toMatch(pattern)
  expect(new Set(labels.map((label) => label.toLowerCase().replace(/s\b/g, ''))).size).toBe(
    labels.length,
  )
}

describe('names of interests', () => {
  it.each([
    ['films', films(240), 12],
    ['goods', goods(240), 12],
    ['goods without categories', { ...goods(240), categories: undefined }, 12],
    ['films without titles', { ...films(240), title: undefined }, 12],
    ['a title for all', { ...films(120), title: Array(120).fill('Film (1999)') }, 6],
  ])('of %s are ones that a shop could print', (_, catalogue, groups) => {
    const rows = planted(groups, catalogue.ids.length)
    const { prototypes } = findPrototypes(rows, DIM, catalogue, 1)
    expect(prototypes).toHaveLength(groups)
    expectPrintable(prototypes)
  })

  it('of items whose ids differ in single characters alone are never blank', () => {
    const ids = Array.from({ length: 240 }, (_, i) => `SKU-${[...`${i + 100}`].join('-')}`)
    const { prototypes } = findPrototypes(planted(12, 240), DIM, { ids }, 1)
    const labels = prototypes.map(({ label }) => label)
    for (const label of labels) expect(label).toMatch(/^like SKU-\d-\d-\d and SKU-\d-\d-\d$/)
    expect(new Set(labels).size).toBe(12)
  })

  it('of films are genres, then genres and exemplars', () => {
    const { prototypes } = findPrototypes(planted(4, 80), DIM, films(80), 1)
    const labels = prototypes.map(({ label }) => label).sort()
    expect(labels).toContain('Action')
    expect(labels).toContain('Drama')
    expect(labels.some((label) => /^Comedy( like |$)/.test(label))).toBe(true)
    for (const label of labels) expect(label).not.toMatch(/, (The|A)\b/)
  })

  it('of a series are its phrase, if no category is theirs', () => {
    const { ids, title } = films(80)
    const { prototypes } = findPrototypes(planted(4, 80), DIM, { ids, title }, 1)
    const labels = prototypes.map(({ label }) => label)
    expect(labels).toContain('Star Patrol')
    expect(labels.filter((label) => /^like .+ and .+/.test(label))).toHaveLength(3)
  })

  it('qualify a category that two groups have by a phrase of one', () => {
    const title = Array.from({ length: 80 }, (_, i) =>
      i % 2
        ? `Dead Lake ${FIRST[i % 10]} ${LAST[(i >> 2) % 10]}`
        : `${LAST[(i >> 1) % 10]} Mud ${i}`,
    )
    const categories = title.map((_, i) => [i % 4 < 2 ? 'Care' : 'Scent'])
    const group = (i: number) => (i % 4 === 0 ? 0 : i % 4 === 1 ? 1 : 2)
    const one = planted(3, 3)
    const rows = Float32Array.from({ length: 80 * DIM }, (_, at) => {
      return one[group(Math.floor(at / DIM)) * DIM + (at % DIM)]
    })
    const ids = title.map((_, i) => `i${i}`)
    const { prototypes } = findPrototypes(rows, DIM, { ids, title, categories }, 1)
    const labels = prototypes.map(({ label }) => label)
    expect(labels).toContain('Scent')
    expect(labels).toContain('Care')
    expectPrintable(prototypes)
  })

  it('tell steps of one name apart by their parents', () => {
    const categories = Array.from({ length: 60 }, (_, i) => [
      ['Shop > Makeup > Eyes', 'Shop > Skin > Eyes', 'Shop > Hair'][i % 3],
    ])
    const ids = categories.map((_, i) => `i${i}`)
    const { prototypes } = findPrototypes(planted(3, 60), DIM, { ids, categories }, 1)
    const labels = new Set(prototypes.map(({ label }) => label))
    expect(labels.has('Hair')).toBe(true)
    expect([...labels].filter((label) => label === 'Eyes')).toEqual([])
  })
})

test('phrases are whole, shared by distinct titles, and no measures', () => {
  const { printed } = titlePhrases([
    'L’Or Paris True Match Powder 4 oz',
    'L’Or Paris True Match Blush',
    'L’Or Paris Mascara Black, 2 Pack',
    'L’Or Paris Kohl, Black',
    'Red Mud Soap 4 oz',
    'Red Mud Soap 8 oz',
    'Red Mud Soap 12 oz',
    'The Lord of the Hills',
    'Lord of the Hills Returns',
    'Maps for Lord of the Hills',
  ])
  expect([...printed.values()].sort()).toEqual(['Lord of the Hills', 'L’Or Paris'])
})

test.each([
  ['Lion King, The (1994)', 'The Lion King'],
  ['Apollo 13 (1995)', 'Apollo 13'],
  ['1984', '1984'],
  ['Vitamin C Serum - With Vegan Acid', 'Vitamin C Serum'],
  ['Essential Oil 6.7 fl oz', 'Essential Oil'],
  ['Soap 4oz.', 'Soap'],
  ['Northern New River Lots of Lashes Mascara', 'Northern New River Lots'],
  ['Body &amp; Bath', 'Body & Bath'],
])('%s is said %s', (title, said) => {
  expect(shortTitle(title).text).toBe(said)
})
