import { expect, test } from 'vitest'
import { denseVectors, keyPhrases } from '../../training/intents/index.ts'

const phrases = (...texts: string[]) => keyPhrases(texts.map((text) => ({ text })))

test('shared phrases come first, and names before them', () => {
  const all = keyPhrases([
    { text: 'Argan oil for dry hair', names: ['Hair Care'] },
    { text: 'Argan oil, pure', names: ['Face'] },
    { text: 'A comb for dry hair', names: ['Hair Care'] },
    { text: 'A mirror', names: ['Face'] },
  ])
  expect(all[0]).toEqual(['hair care', 'argan oil', 'dry hair'])
  expect(all[3]).toEqual(['face', 'mirror'])
})

test('phrases do not cross stop words, punctuation or numbers, nor start with a digit', () => {
  const [found] = phrases('oil of olives. olives, red 500 ml bottle', 'olives red', 'of 500 ml')
  for (const phrase of found) expect(['olives', 'red', 'ml', 'oil', 'bottle']).toContain(phrase)
})

test('an empty text has none, one word has one', () => {
  expect(phrases('', 'the of', 'pen')).toEqual([[], [], ['pen']])
})

test.each([
  ['German', ['Grüner Tee aus Südkorea', 'Grüner Tee, lose', 'Löffel'], 'grüner tee'],
  ['Russian', ['красная помада матовая', 'красная помада', 'тушь'], 'красная помада'],
  ['Greek', ['ελαιόλαδο Κρήτης', 'ελαιόλαδο', 'κρέμα'], 'ελαιόλαδο'],
  ['Hindi', ['हिन्दी किताब', 'हिन्दी किताब नई', 'कलम'], 'हिन्दी किताब'],
  ['Arabic', ['زيت الأركان للشعر', 'زيت الأركان', 'مرآة'], 'زيت الأركان'],
  ['Japanese', ['抹茶のチョコレート', '抹茶アイス', '鏡'], '抹茶'],
  ['Chinese', ['红色口红', '口红套装', '镜子'], '口红'],
  ['Thai', ['น้ำมันมะพร้าว', 'น้ำมันมะพร้าว สกัดเย็น', 'กระจก'], 'มะพร้าว'],
])('%s', (_, texts, expected) => {
  expect(phrases(...texts)[0].some((phrase) => phrase.includes(expected))).toBe(true)
  expect(phrases(...texts)[2].length).toBeGreaterThan(0)
})

test.each([
  [
    'French',
    ['Crème pour le visage et le corps', 'Huile douce pour le visage', 'Gel pour les mains'],
    ['visage', 'crème'],
  ],
  [
    'German',
    ['Creme für die Hände mit Aloe', 'Seife für die Hände', 'Balsam für die Lippen'],
    ['hände', 'creme'],
  ],
  [
    'Spanish',
    ['Crema para las manos', 'Jabón para las manos y el rostro', 'Champú para el cabello'],
    ['manos', 'crema'],
  ],
  ['Russian', ['Крем для рук с маслом', 'Мыло для лица и рук', 'Бальзам для губ'], ['рук', 'крем']],
])('%s prose has phrases without its function words', (_, texts, expected) => {
  expect(phrases(...texts)[0]).toEqual(expected)
})

test("a few words of another language's list do not change the language", () => {
  const texts = ['Face care for dry skin', 'Skin care, face', 'Care for the face', 'Face care']
  expect(phrases(...texts)[3]).toEqual(['face care'])
})

test('texts with common terms have similar vectors, in any language', () => {
  const texts = ['красная помада', 'помада красная', 'зелёный чай', 'чай зелёный', 'красная', 'чай']
  const v = denseVectors(texts, { width: 4, seed: 1 })
  const dot = (a: number, b: number) =>
    [0, 1, 2, 3].reduce((sum, c) => sum + v[a * 4 + c] * v[b * 4 + c], 0)
  expect(dot(0, 1)).toBeGreaterThan(0.9)
  expect(dot(2, 3)).toBeGreaterThan(0.9)
  expect(Math.abs(dot(0, 2))).toBeLessThan(0.1)
})

test('no texts, no terms', () => {
  expect(denseVectors([]).length).toBe(0)
  expect(denseVectors(['a', 'b'], { width: 2 })).toEqual(new Float32Array(4))
})
