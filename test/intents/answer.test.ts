import { describe, expect, it, test } from 'vitest'
import { answerSchema, distinct, parseAnswer } from '../../training/intents/answer.ts'

const GOOD = {
  attributes: ['steel', 'small'],
  focus: ['writing'],
  oppose: [],
  summary: 'It attracts those who write;\n it is unattractive to none.',
  intents: ['writing by hand', 'Small Gifts'],
}
const answer = (change: object) => parseAnswer('item', JSON.stringify({ ...GOOD, ...change }))

describe('an answer', () => {
  it('is parsed and tidied, also inside a Markdown fence', () => {
    const intents = {
      attributes: ['steel', 'small'],
      toward: ['writing'],
      against: [],
      summary: 'It attracts those who write; it is unattractive to none.',
      named: ['writing by hand', 'Small Gifts'],
    }
    expect(answer({})).toEqual({ intents })
    const fenced = `\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``
    expect(parseAnswer('item', fenced)).toEqual({ intents })
  })

  it('has likes and dislikes for a user', () => {
    const { focus, oppose, ...rest } = GOOD
    const text = JSON.stringify({ ...rest, likes: focus, dislikes: ['rain'] })
    expect(parseAnswer('user', text)).toMatchObject({ intents: { against: ['rain'] } })
    expect(parseAnswer('item', text)).toEqual({ wrong: '"focus" must be a list of texts' })
  })

  it('must have no dislikes if nothing was disliked', () => {
    const { focus, oppose, ...rest } = GOOD
    const said = (dislikes: string[]) =>
      parseAnswer(
        'user',
        JSON.stringify({ ...rest, likes: focus, dislikes }),
        answerSchema('user', false),
      )
    expect(said(['rain'])).toEqual({
      wrong: '"dislikes" must be empty: nothing was given as disliked',
    })
    expect(said([])).toMatchObject({ intents: { against: [] } })
  })

  it.each<[object, string]>([
    [{ intents: ['one'] }, '"intents" has 1 entries, it must have 2 to 5'],
    [{ intents: ['a', 'b', 'c', 'd', 'e', 'f'] }, '"intents" has 6 entries'],
    [{ intents: ['a', 'one two three four five'] }, 'five" has more than 4 words'],
    [{ intents: ['a', '字'.repeat(61)] }, 'or 60 characters'],
    [{ intents: ['same', 'Same '] }, 'at least two different names'],
    [{ intents: ['a', ''] }, '"intents" must be a list of texts'],
    [{ summary: ' ' }, '"summary" must be a sentence'],
    [{ oppose: null }, '"oppose" must be a list of texts'],
    [{ attributes: [] }, '"attributes" has 0 entries, it must have 1 to 8'],
  ])('is refused for %j', (change, wrong) => {
    expect(answer(change)).toEqual({ wrong: expect.stringContaining(wrong) })
  })

  it.each([
    '',
    'Sure! Here it is',
    '{"attributes": ["cut',
    '[1]',
    'null',
  ])('is refused: %j', (text) => expect(parseAnswer('item', text)).toHaveProperty('wrong'))
})

test('the schema requires all fields, in the order of the three steps', () => {
  expect(answerSchema('user')).toMatchObject({
    required: ['attributes', 'likes', 'dislikes', 'summary', 'intents'],
    additionalProperties: false,
    properties: { intents: { minItems: 2, maxItems: 5 } },
  })
})

test('repeated texts are removed, ignoring case', () => {
  expect(distinct(['Pen', 'ink', 'pen', 'Ink', 'wax'])).toEqual(['Pen', 'ink', 'wax'])
})
