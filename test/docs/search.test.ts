import { expect, it } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import { EDGE, testPlatform } from '../client/platform.ts'
import { shop } from '../client/things.ts'
import { readPage } from './markdown.ts'

const { fences } = readPage('docs/search.md')
const examples = fences.filter(({ language }) => language === 'js').map(({ text }) => text)

it('has examples', () => expect(examples).toHaveLength(4))

it.each(examples)('docs/search.md: what an example prints is what it says\n%s', async (example) => {
  const options = { edge: EDGE, engine: 'instant', consent: 'granted', timeout: 20_000 } as const
  const platform = testPlatform(await shop())
  const tacit = recommenderOver(
    openSession(readOptions(options, 'https://shop.example/'), platform),
  )
  const printed: unknown[] = []
  const console = { log: (value: unknown) => printed.push(value) }
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  await new AsyncFunction('tacit', 'console', example)(tacit, console)
  const said = [...example.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text)
  const shown = printed.map((value) =>
    Array.isArray(value) ? `[ ${value.map((one) => `'${one}'`).join(', ')} ]` : String(value),
  )
  expect(shown).toEqual(said)
  await tacit.dispose()
})
