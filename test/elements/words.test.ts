import { expect, it } from 'vitest'
import { sentenceOf } from '../../client/contribute/sentence.ts'
import { TRANSLATED } from '../../client/contribute/translated-words.ts'
import { ENGLISH as CONTRIBUTE_ENGLISH } from '../../client/contribute/words.ts'
import { personOf } from '../../client/elements/privacy/person.ts'
import { ENGLISH as PRIVACY_ENGLISH } from '../../client/elements/privacy/words.ts'
import { ENGLISH as SEARCH_ENGLISH } from '../../client/elements/search/words.ts'
import { ENGLISH as SHELF_ENGLISH } from '../../client/elements/shelf/words.ts'
import { LANGUAGES, PRIVACY, SEARCH, SHELF } from '../../client/elements/translated.ts'
import { createTestRecommender } from '../../client/testing/index.ts'

it('has eleven languages besides English', () => {
  expect(LANGUAGES).toEqual(['ar', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt', 'sv', 'zh'])
})

const marks = (texts: readonly string[]) => texts.map((text) => text.split('#').length - 1)

it.each(LANGUAGES)('%s says everything, with the same places for names', (language) => {
  expect(marks(SHELF[language]!)).toEqual(marks(SHELF_ENGLISH))
  expect(marks(PRIVACY[language]!)).toEqual(marks(PRIVACY_ENGLISH))
  expect(marks(SEARCH[language]!)).toEqual(marks(SEARCH_ENGLISH))
  const contributing = TRANSLATED[language]!
  expect(marks(contributing)).toEqual(marks(CONTRIBUTE_ENGLISH))
  for (const text of [
    ...contributing,
    ...[SHELF, PRIVACY, SEARCH].flatMap((all) => all[language]!),
  ])
    expect(text).toMatch(/\S/)
})

it('a pair reads as a sentence in every language, and in English where there is none', async () => {
  for (const language of LANGUAGES) {
    const sentence = (await sentenceOf(`${language}-XX`))('<A>', '<B>')
    expect(sentence).toMatch(/<A>.+<B>/)
    expect(sentence).not.toMatch(/[{}]|undefined/)
  }
  for (const locale of [null, 'en-GB', 'xx', 'constructor'])
    expect((await sentenceOf(locale))('A', 'B')).toBe('People who looked at A also looked at B')
})

it('an interest that only names exemplars stands after any word', async () => {
  const items = ['a', 'b'].map((id) => ({ id, categories: ['like Aladdin and Mulan'] }))
  const tacit = createTestRecommender({ items, history: [{ kind: 'view', item: 'a' }] })
  await tacit.ready
  const labels = (await personOf(tacit).interests()).map(({ label }) => label)
  expect(labels).toEqual(['Aladdin & Mulan'])
  await tacit.dispose()
})
