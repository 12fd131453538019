import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recommenderOver } from '../../client/recommender.ts'
import { server } from '../../client/server.ts'
import { createTestRecommender } from '../../client/testing/index.ts'
import { shop } from '../client/things.ts'
import { type DocExample, docExamples, runExample } from './example.ts'
import { ROOT, readPage } from './markdown.ts'

const HISTORY = ['item-7', 'item-3'].map((item, n) => ({
  kind: 'view',
  item,
  time: Date.now() - n,
}))

/** Names as a site writes them, such as `history.list`. */
function callsOf(owner: object, prefix = ''): string[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(([name, { value }]) => {
    const isPart = typeof value === 'object' && value !== null && !(value instanceof Promise)
    return isPart ? callsOf(value, `${name}.`) : [prefix + name]
  })
}

describe('every public call', () => {
  const examples = docExamples('client/calls.ts')

  it('has an example', () => {
    const all = examples.map(({ code }) => code).join('\n')
    const calls = callsOf(recommenderOver(server()))
    expect(calls.length).toBeGreaterThan(25)
    expect(calls.filter((call) => !all.includes(`tacit.${call}`))).toEqual([])
  })

  it.each(
    examples.map(({ name, code }) => [name, code]),
  )('%s: its example prints what it says\n%s', async (_, code) => {
    const { printed, said } = await runExample(code, await shop())
    if (said.length > 0) expect(printed).toEqual(said)
  })
})

describe('every public function', () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'client/package.json'), 'utf8'))
  const doors = Object.values<string>(exports)
  const all: DocExample[] = globSync('client/**/*.{ts,tsx}', {
    cwd: ROOT,
    exclude: ['**/dist', '**/node_modules'],
  }).flatMap(docExamples)

  it('has an example', async () => {
    const functions: string[] = []
    for (const door of doors)
      for (const [name, value] of Object.entries(await import(join(ROOT, 'client', door))))
        if (typeof value === 'function' || name === 'Shelf') functions.push(name)
    expect(functions.length).toBeGreaterThan(12)
    const missing = functions.filter((name) => !all.some((one) => one.name === name))
    expect(missing).toEqual([])
  })
})

describe('docs/sdk.md', () => {
  const { fences } = readPage('docs/sdk.md')
  const scripts = fences.filter(({ language }) => language === 'js').map(({ text }) => text)
  // Those that import need a page: test/docs/pages.test.ts.
  const here = scripts.filter((code) => !code.includes('import {'))

  it('has examples', () => expect([scripts.length, here.length]).toEqual([7, 5]))

  it.each(here)('its example runs\n%s', async (code) => {
    const results = [{ sku: 'item-2' }, { sku: 'item-7' }]
    await runExample(code, await shop(), HISTORY, { results })
  })
})

it('the double: its example runs', async () => {
  const [{ code }] = docExamples('client/testing/index.ts')
  await runExample(code, await shop(), [], { createTestRecommender })
})
