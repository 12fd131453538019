import { expect, it } from 'vitest'
import { TEXTS } from '../../client/contribute/translations.ts'
import { sentenceOf, wordsIn } from '../../client/contribute/words.ts'

it('says it in the language of a locale, and in English where there is no other', async () => {
  expect((await sentenceOf('de-AT'))('Zelt', 'Lampe')).toBe('Wer Zelt ansah, sah auch Lampe an')
  for (const locale of [null, 'en', 'xx', 'toString'])
    expect((await wordsIn(locale)).label).toBe('Contribute pairs of items')
})

it('has the same texts with the same gaps in every language', async () => {
  const english = Object.values(await wordsIn('en'))
  const gaps = (texts: readonly string[]) => texts.map((text) => text.match(/#|\{\}/g) ?? [])
  for (const [language, texts] of Object.entries(TEXTS))
    expect(gaps(texts!), language).toEqual(gaps(english))
})
