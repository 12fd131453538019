import { expect, test } from 'vitest'
import { understandQuery } from '../../engine/index.ts'
import { LEXICONS } from './queries/shops.ts'

const BAD = {
  empty: '',
  blank: ' \n\t ',
  long: 'red sandals and '.repeat(700),
  'one long word': 'x'.repeat(10_000),
  emoji: '👟🥾👨‍👩‍👧‍👦 🔥🔥',
  'right to left': 'أحذية حمراء أقل من 100',
  mixed: 'roteの靴 ботинки שחור',
  'regular expression': '(.*)+[a-z]{1,999}\\b^$|?',
  HTML: '<img src=x onerror=alert(1)>&lt;script&gt;',
  'half a surrogate': '\ud83d',
  'stop words': 'the of a and or to in',
  'only joins': 'and, and. and; but and',
  'only a price': '€ 1e999 99999999999999999999',
  contradictory: 'under 5 over 10 under 3 over 20 not under 1',
  'nothing but bounds': 'under over between and from to unter über ab bis',
  'a price of nothing': 'under 0 over -5 max 0 € between and 0',
  'huge numbers': `under ${'9'.repeat(400)} age ${'1'.repeat(80)} years`,
  'all cues': 'not only like compare gift more undo other sort by cheapest first instead also or',
  nested: '((((((((((((not (not (not red))))))))))))))',
  controls: '\u0000\u0007\u200b\u202e red \ufeff sandals \u0301\u0301',
  'combining marks': `e${'\u0301'.repeat(5000)}`,
  Thai: 'รองเท้าสีแดงราคาไม่เกินหนึ่งร้อย',
  'a date': '2026-11-29T09:22:31Z under 2026',
  'an object name': '__proto__ constructor toString',
}

/** Milliseconds of the thread that asks: other work on the machine does not count. */
const LIMIT = 20

test.each(Object.entries(BAD))('an answer in under 20 ms: %s', (_, query) => {
  for (const lexicon of Object.values(LEXICONS)) {
    const times = Array.from({ length: 4 }, () => {
      const before = process.threadCpuUsage()
      const { intents, slots, filters } = understandQuery(query, lexicon, [query, query])
      const { user, system } = process.threadCpuUsage(before)
      expect(intents.length).toBeLessThan(64)
      for (const { span } of slots) expect(query.slice(...span)).not.toBe('')
      for (const filter of filters)
        if (!('negated' in filter))
          expect(filter.min ?? Number.NEGATIVE_INFINITY).toBeLessThanOrEqual(
            filter.max ?? Number.POSITIVE_INFINITY,
          )
      return (user + system) / 1000
    })
    // The first run compiles.
    expect(Math.min(...times)).toBeLessThan(LIMIT)
  }
})

test.each([
  null,
  undefined,
  7,
  {},
  [],
  Symbol.iterator,
  () => 1,
])('what is no text is read as one: %s', (query) => {
  for (const lexicon of Object.values(LEXICONS))
    expect(() => understandQuery(query as never, lexicon)).not.toThrow()
})
