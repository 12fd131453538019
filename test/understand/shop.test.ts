import { expect, test } from 'vitest'
import { lexiconOf, type Understanding, understandQuery } from '../../engine/index.ts'

const boots = lexiconOf({
  categories: [
    ['Shoes > Hiking boots'],
    ['Shoes > Sandals'],
    ['Clothes > Jackets'],
    ['Toys > Dinosaurs'],
    ['Books > Crime & mystery'],
  ],
  extra: {
    color: ['red', 'blue', 'black', 'green', null],
    material: ['leather', 'wool', 'waterproof', 'plastic', null],
    brand: ['North Ridge', 'Orange', 'Acme', 'Acme', 'Penguin'],
    stock: [1, 2, 3, 4, 5],
  },
})
const garten = lexiconOf({
  categories: [['Garten > Gießkannen'], ['Garten > Handschuhe'], ['Küche > Töpfe']],
  extra: { farbe: ['rot', 'grün', 'blau'], marke: ['Blattwerk', 'Erdreich', 'Kochgut'] },
})

/** A frame in one line: acts | slots | filters. */
function frame({ intents, slots, filters }: Understanding): string {
  const acts = intents.map(({ label }) => label).join(' ')
  const values = slots.map(
    ({ name, value, negated }) => `${negated ? '-' : ''}${name}=${value ?? '*'}`,
  )
  const must = filters.map((filter) => {
    if ('negated' in filter) return `${filter.negated ? '-' : ''}${filter.values.join('/')}`
    return `${filter.min ?? ''}..${filter.max ?? ''}`
  })
  return [acts, values.join(' '), must.join(' ')].join(' | ')
}

test.each([
  ['hiking boots', 'find | category=Hiking boots | Hiking boots'],
  ['HIKING BOOT', 'find | category=Hiking boots | Hiking boots'],
  ['red sandals under 50', 'find | color=red category=Sandals price_max=50 | red Sandals ..50'],
  [
    'waterproof hiking boots under 100 and something for my nephew who likes dinosaurs',
    'find gift | material=waterproof category=Hiking boots price_max=100 recipient=nephew category=Dinosaurs | Dinosaurs',
  ],
  ['sandals, not leather', 'find exclude | category=Sandals -material=leather | Sandals -leather'],
  ['boots without wool', 'find exclude | text=boots -material=wool | -wool'],
  ['red and blue sandals', 'find | color=red color=blue category=Sandals | red/blue Sandals'],
  ['sandals and jackets', 'find find | category=Sandals category=Jackets | Jackets'],
  ['mystery', 'find | category=Crime & mystery | Crime & mystery'],
  ['crime and mystery', 'find | category=Crime & mystery | Crime & mystery'],
  [
    'sandals by acme in stock',
    'find | category=Sandals brand=Acme stock=in stock | Sandals Acme in stock',
  ],
  ['cheapest jackets', 'find | order=price ascending category=Jackets | Jackets'],
  ['cheap jackets', 'find | price_low=* category=Jackets | Jackets'],
  ['under 20', 'limit | price_max=20 | ..20'],
  ['newest first', 'sort | order=newest | '],
  ['show me more please', 'more |  | '],
  ['where is my parcel', 'other |  | '],
  ['war hat for a man', 'find | text=war hat text=man | '],
  ['baby sandals', 'find | text=baby category=Sandals | Sandals'],
  ['sandals for my mother in law', 'gift | category=Sandals recipient=mother in law | Sandals'],
  ['compare sandals with jackets', 'compare | category=Sandals category=Jackets | '],
  ['sandels', 'find | category=Sandals | '],
  ['leathr jackets', 'find | material=leather category=Jackets | Jackets'],
  ['the of and', ' |  | '],
  ['quantum flux', ' |  | '],
])('%s', (query, expected) => {
  expect(frame(understandQuery(query, boots))).toBe(expected)
})

test.each([
  ['rote Gießkannen', 'find | farbe=rot category=Gießkannen | rot Gießkannen'],
  ['Handschuhe unter 20 Euro', 'find | category=Handschuhe price_max=20 | Handschuhe ..20'],
  [
    'Töpfe ab 30 €, nicht von Kochgut',
    'find exclude | category=Töpfe price_min=30 -marke=Kochgut | Töpfe -Kochgut 30..',
  ],
  ['giesskannen in grün', 'find | category=Gießkannen farbe=grün | Gießkannen grün'],
  ['ein Geschenk für meine Oma', 'gift | recipient=oma | '],
  ['nur blau', 'limit | farbe=blau | blau'],
  ['günstigste Töpfe', 'find | order=price ascending category=Töpfe | Töpfe'],
])('%s', (query, expected) => {
  expect(frame(understandQuery(query, garten))).toBe(expected)
})

/** Min and max by the words of a query; undefined is no bound. */
test.each<[string, (number | undefined)?, (number | undefined)?]>([
  ['under 12', undefined, 12],
  ['not over 12', undefined, 12],
  ['no more than 12.50', undefined, 12.5],
  ['over 12', 12],
  ['not under 12', 12],
  ['at least 9,99 €', 9.99],
  ['at lest 12 €', 12],
  ['not unedr 12 €', 12],
  ['more thaan 12 usd', 12],
  ['undr 12 €', undefined, 12],
  ['between 10 and 20', 10, 20],
  ['between 20 and 10', 10, 20],
  ['$10 - $20', 10, 20],
  ['from 10 to 20 euros', 10, 20],
  ['1,000 dollars or less', undefined, 1000],
  ['up to 1.500 eur', undefined, 1500],
  ['20 €', undefined, 20],
  ['20 euros and up', 20],
  ['over 50 under 20', undefined, 20],
  ['under 20 over 50', 50],
  ['for kids under 12'],
  ['10 years'],
  ['from 1960'],
  ['size 42'],
  ['weniger als 15 Euro', undefined, 15],
  ['zwischen 10 und 20 Euro', 10, 20],
  ['mindestens 5', 5],
])('price of "%s"', (query, min, max) => {
  const price = understandQuery(query, boots).filters.find(({ facet }) => facet === 'price')
  expect(price ?? { facet: 'price' }).toEqual({
    facet: 'price',
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  })
})

test.each([
  [['red sandals', 'only black ones'], 'Sandals black'],
  [['red sandals', 'under 30', 'not leather'], 'red Sandals -leather ..30'],
  [['sandals under 30', 'under 20'], 'Sandals ..20'],
  [['sandals', 'jackets'], 'Jackets'],
  [['sandals', 'also jackets'], 'Jackets'],
  [['sandals', 'green'], 'Sandals green'],
  [['sandals', 'in stock'], 'Sandals in stock'],
  [['red sandals', 'undo'], ''],
  [['red sandals under 30', 'remove red'], 'Sandals ..30'],
  [['sandals over 50', 'under 20'], 'Sandals ..20'],
  [['sandals', 'something else'], 'Sandals'],
  [['sandals', 'where is my order'], 'Sandals'],
])('turns %s', (turns, expected) => {
  const understood = understandQuery(turns.at(-1)!, boots, turns.slice(0, -1))
  expect(frame(understood).split(' | ')[2]).toBe(expected)
})

test('"not that brand" and "the cheaper one" point at what was shown', () => {
  expect(understandQuery('not that brand', boots, ['sandals']).requests).toMatchObject([
    { notShown: ['brand'], constraints: [{ values: ['Sandals'] }] },
  ])
  expect(understandQuery('the cheaper one', boots, ['sandals']).boosts).toEqual([
    { facet: 'price', order: 'low' },
  ])
})

test('a request added to another stays beside it; a gift is marked as one', () => {
  const query = 'sandals and something for my nephew who likes dinosaurs'
  expect(understandQuery(query, boots).requests).toMatchObject([
    { isGift: false, constraints: [{ values: ['Sandals'] }] },
    { isGift: true, recipient: 'nephew', constraints: [{ values: ['Dinosaurs'] }] },
  ])
})

test('spans are places in the query as typed', () => {
  const query = 'Héllo: RED  sandals'
  const { slots } = understandQuery(query, boots)
  expect(slots.map(({ span }) => query.slice(...span))).toEqual(['RED', 'sandals'])
})

test('a word of two columns, or a misspelled one, is a boost and never a filter', () => {
  const both = lexiconOf({
    categories: [['Fruit'], ['Fruit']],
    extra: { color: ['orange', null], brand: ['Orange', null] },
  })
  const { filters, boosts } = understandQuery('orange', both)
  expect(filters).toEqual([])
  expect(boosts.map(({ facet }) => facet)).toEqual(['color', 'brand'])
  expect(understandQuery('sandels', boots).boosts).toMatchObject([{ values: ['Sandals'] }])
})

const shelf = lexiconOf({
  title: [
    ...['1', '2', '3', '4', '5', '6'].map((n) => `Blue Heron shampoo ${n}`),
    ...['The Road', 'Girl, Woman, Other', 'Dune: A Novel'],
  ],
  categories: [['Hair'], ['Hair'], ['Skin']],
  extra: { year: [1850, 1960] },
})
const novels = lexiconOf({
  title: ['The Road', 'Girl, Woman, Other', 'Dune', 'A Winter King'],
  categories: [['Novels > Romance'], ['Poems & plays > Poems'], ['Poems & plays > Plays']],
  extra: {
    author: ['J. R. R. Tolkien', 'Ursula K. Le Guin', 'Stephen King', 'Nora Lind'],
    year: [1937, 1969, 1977, 1850],
  },
})

test.each([
  ['tolkien', 'find | author=J. R. R. Tolkien | J. R. R. Tolkien'],
  ['j.r.r. tolkien', 'find | author=J. R. R. Tolkien | J. R. R. Tolkien'],
  ['tolkein', 'find | author=J. R. R. Tolkien | '],
  ['le guin', 'find | author=Ursula K. Le Guin | Ursula K. Le Guin'],
  ['the king of winter', 'find | text=king text=winter | '],
  ['by king', 'find | author=Stephen King | Stephen King'],
  ['girl, woman, other', 'find | title=Girl, Woman, Other | Girl, Woman, Other'],
  ['like dune', 'similar | title=Dune | '],
  ['lind before 1900', 'find | author=Nora Lind period=..1899 | Nora Lind ..1899'],
  ['poems from the 19th century', 'find | category=Poems period=1800..1899 | Poems 1800..1899'],
  [
    'gedichte poems aus den 1950er jahren',
    'find | text=gedichte category=Poems period=1950..1959 | Poems 1950..1959',
  ],
  ['plays since the 1960s', 'find | category=Plays period=1960.. | Plays 1960..'],
])('names and years: %s', (query, expected) => {
  expect(frame(understandQuery(query, novels))).toBe(expected)
})

test('makers that only titles name are boosts: no column could filter by them', () => {
  const { filters, boosts } = understandQuery('shampoo by blue heron', shelf)
  expect(filters).toEqual([])
  expect(boosts).toMatchObject([{ facet: 'brand', values: ['blue heron'] }, { facet: 'text' }])
})
