import { expect, test } from 'vitest'
import { nearestRows, textNeighbours, tfidf, words } from '../../training/intents/index.ts'
import { charGrams, normalizeText, wordGrams } from '../../training/intents/lexical/terms.ts'
import { createRandom } from '../../training/random.ts'

const gramsOf = (grams: typeof wordGrams, text: string) => {
  const all: string[] = []
  grams(text, (term) => all.push(term))
  return all
}

test('texts are decoded, composed and lower-cased; decoding twice is harmless', () => {
  expect(normalizeText('Sea &amp; Ski&reg; CAFE\u0301')).toBe('sea & ski® café')
  expect(normalizeText(normalizeText('Salt &amp; Pepper'))).toBe('salt & pepper')
})

test('words as 1–2-grams, pairs across removed stop words', () => {
  expect(gramsOf(wordGrams, 'the oil of a rose, 5 ml')).toEqual([
    'oil',
    'rose',
    'oil rose',
    'ml',
    'rose ml',
  ])
})

test('words of other scripts', () => {
  expect(words('crème brûlée für naïve füße')).toEqual(['crème', 'brûlée', 'für', 'naïve', 'füße'])
  expect(words('красная помада 口红 हिन्दी')).toEqual(['красная', 'помада', '口红', 'हिन्दी'])
})

test('characters as 3–5-grams within words, like char_wb', () => {
  expect(gramsOf(charGrams, 'oil  a')).toEqual([
    ' oi',
    'oil',
    'il ',
    ' oil',
    'oil ',
    ' oil ',
    ' a ',
  ])
  expect(gramsOf(charGrams, '口红')).toEqual([' 口', '口红', '红 ', ' 口红', '口红 ', ' 口红 '])
  expect(gramsOf(charGrams, '💄')).toEqual([' 💄 '])
})

test('weights of a hand-computed case', () => {
  // Words only: red in 3 of 4 texts, hat in 2, shoe in 2; the pair "red hat" in 2.
  const { rows, cols, offsets, index, values } = tfidf(
    ['Red hat', 'red red hat', 'red shoe', 'blue shoe'],
    { minChars: 99 },
  )
  expect([rows, cols]).toEqual([4, 4])
  const row = (r: number) =>
    Object.fromEntries(
      Array.from(index.subarray(offsets[r], offsets[r + 1]), (term, e) => [
        ['red', 'hat', 'red hat', 'shoe'][term],
        values[offsets[r] + e],
      ]),
    )
  const red = Math.log(5 / 4) + 1
  const hat = Math.log(5 / 3) + 1
  const twice = (1 + Math.log(2)) * red
  const first = Math.hypot(red, hat, hat)
  const second = Math.hypot(twice, hat, hat)
  expect(row(0).red).toBeCloseTo(red / first, 6)
  expect(row(0)['red hat']).toBeCloseTo(hat / first, 6)
  expect(row(1).red).toBeCloseTo(twice / second, 6)
  expect(row(1).hat).toBeCloseTo(hat / second, 6)
  expect(row(2).shoe).toBeCloseTo(hat / Math.hypot(red, hat), 6)
  expect(row(3)).toEqual({ shoe: 1 })
})

test('both halves have equal weight, and one alone has all', () => {
  const { offsets, values } = tfidf([
    'lip balm',
    'lip balm',
    'lip balm',
    'the of',
    'the of',
    'the of',
  ])
  const squares = (r: number) =>
    values.subarray(offsets[r], offsets[r + 1]).reduce((sum, v) => sum + v * v, 0)
  const words = values.subarray(offsets[0], offsets[0] + 3).reduce((sum, v) => sum + v * v, 0)
  expect(words).toBeCloseTo(0.5, 6)
  expect(squares(0)).toBeCloseTo(1, 6)
  // Stop words are removed as words, but their characters count.
  expect(squares(3)).toBeCloseTo(1, 6)
})

const SHOP = [
  'Argan soap bar',
  'Argan soap dish',
  'Velvet nightgown',
  'Velvet nightie',
  '',
  'Argan soap bar',
  'ЖЖЖ',
]

test('neighbours are texts that share terms; rows are softmaxes; empty texts have none', async () => {
  const { rows, cols, offsets, index, values } = await textNeighbours(SHOP)
  expect([rows, cols]).toEqual([7, 7])
  const row = (r: number) => [...index.subarray(offsets[r], offsets[r + 1])]
  expect(row(0)).toEqual([1, 5])
  expect(row(2)).toEqual([3])
  expect(row(4)).toEqual([])
  expect(row(6)).toEqual([])
  const weights = values.subarray(offsets[0], offsets[1])
  expect(weights[0] + weights[1]).toBeCloseTo(1, 6)
  // The same text is nearer than the dish.
  expect(weights[1]).toBeGreaterThan(weights[0])
  expect(values[offsets[2]]).toBe(1)
})

test('k cuts the row, ties go to the lower index, and the temperature sharpens', async () => {
  const same = ['rose soap', 'rose soap', 'rose soap', 'rose soap']
  const { offsets, index } = await textNeighbours(same, { k: 2 })
  expect([...offsets]).toEqual([0, 2, 4, 6, 8])
  expect([...index]).toEqual([1, 2, 0, 2, 0, 1, 0, 1])
  const largest = async (temperature: number) =>
    Math.max(...(await textNeighbours(SHOP, { temperature })).values.subarray(0, 2))
  expect(await largest(0.05)).toBeGreaterThan(await largest(0.5))
})

test('of texts that are as near the more popular are kept, and no popularity passes a nearer text', async () => {
  const same = ['rose soap', 'rose soap', 'rose soap', 'rose soap']
  const { offsets, index } = await textNeighbours(same, { k: 2, popularity: [0, 1, 5, 3] })
  expect([...offsets]).toEqual([0, 2, 4, 6, 8])
  expect([...index]).toEqual([2, 3, 2, 3, 1, 3, 1, 2])
  const popularity = [0, 9, 2, 7, 5, 1, 9]
  expect(await textNeighbours(SHOP, { popularity })).toEqual(await textNeighbours(SHOP))
  const nearest = await textNeighbours(SHOP, { k: 1, popularity })
  expect([...nearest.index.subarray(0, 1)]).toEqual([5])
})

test('the pruned search finds the same as comparing all pairs', () => {
  const random = createRandom(3)
  const word = (n: number) => String.fromCharCode(97 + (n % 26), 97 + ((n * 7) % 26), 97 + n / 26)
  // Frequent and rare words, so that both stages of the search are tested.
  const texts = Array.from({ length: 150 }, () =>
    Array.from({ length: 6 }, () => word(Math.floor(200 * random.uniform() ** 3))).join(' '),
  )
  const rows = tfidf(texts)
  const dense = Array.from({ length: 150 }, (_, r) => {
    const row = new Float64Array(rows.cols)
    for (let e = rows.offsets[r]; e < rows.offsets[r + 1]; e++) row[rows.index[e]] = rows.values[e]
    return row
  })
  const { offsets, index, values } = nearestRows(rows, 10)
  for (let r = 0; r < 150; r++) {
    const cos = dense.map((row, j) =>
      j === r ? -1 : row.reduce((s, v, c) => s + v * dense[r][c], 0),
    )
    const best = cos.toSorted((a, b) => b - a).slice(0, 10)
    const found = [...values.subarray(offsets[r], offsets[r + 1])].sort((a, b) => b - a)
    expect(found).toHaveLength(10)
    for (let n = 0; n < 10; n++) expect(found[n]).toBeCloseTo(best[n], 6)
    for (let e = offsets[r]; e < offsets[r + 1]; e++)
      expect(values[e]).toBeCloseTo(cos[index[e]], 6)
  }
  expect(nearestRows(rows, 10)).toEqual({ rows: 150, cols: 150, offsets, index, values })
})

test('no texts, one text', async () => {
  expect((await textNeighbours([])).offsets).toEqual(Int32Array.of(0))
  expect((await textNeighbours(['alone'])).offsets).toEqual(Int32Array.of(0, 0))
})
