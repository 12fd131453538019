import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseCondition, parseRules } from '@tacit-rec/pack'
import { expect, it, vi } from 'vitest'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { RecommenderOptions } from '../../client/types.ts'
import { writePack } from '../../training/export/index.ts'
import { testPlatform } from '../client/platform.ts'
import { HISTORY, shopContents, shopPack } from '../client/shop.ts'
import { ROOT, readPage } from './markdown.ts'

const { fences } = readPage('docs/rules.md')
const file = fences.find((fence) => fence.file === 'rules.json')!.text
const calls = fences.filter(({ language }) => language === 'js')

it('the commands put the file of rules into a pack', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-rules-'))
  await writePack(join(folder, 'pack'), shopContents())
  await writeFile(join(folder, 'rules.json'), file)
  const bin = join(ROOT, 'tacit-rec/bin/tacit.js')
  const { text } = fences.find(({ language }) => language === 'sh')!
  const script = `set -e\n${text.replaceAll('npx tacit-rec', `${process.execPath} ${bin}`)}`
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { cwd: folder })
  expect(JSON.parse(stdout)).toEqual(JSON.parse(file))
})

it('every condition is one', () => {
  const { text } = fences.find(({ note }) => note === 'conditions')!
  const conditions = JSON.parse(text)
  expect(conditions).toHaveLength(8)
  for (const condition of conditions) expect(parseCondition(condition)).toEqual(condition)
})

it('every form of the table is a rule, and no rule is missing there', () => {
  const { codes } = readPage('docs/rules.md')
  const forms = codes.filter((code) => code.startsWith('{ "'))
  const rules = forms.map((form) =>
    JSON.parse(form.replaceAll('CONDITION', '{ "fact": "x", "eq": 1 }')),
  )
  expect(() => parseRules({ home: rules })).not.toThrow()
  const keys = 'filter stock price pin boost bury max slots every seen bought diversity explore'
  for (const key of keys.split(' ')) expect(rules.some((rule) => key in rule)).toBe(true)
})

it.each(calls.map(({ text }, n) => [n, text]))('example %i runs', async (_, code) => {
  const platform = testPlatform(await shopPack(parseRules(JSON.parse(file))))
  const created: ReturnType<typeof recommenderOver>[] = []
  const create = (options: RecommenderOptions) => {
    const settings = readOptions({ ...options, engine: 'instant' }, 'https://shop.example/')
    created.push(recommenderOver(openSession(settings, platform)))
    return created.at(-1)!
  }
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const stock = vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
    const ids = new URL(String(url)).searchParams.getAll('id')
    return Response.json(ids.map((id) => ({ id, price: 3, availability: 'in stock' })))
  })
  const Run = Object.getPrototypeOf(async () => {}).constructor
  const makesOne = code.includes('createRecommender')
  const tacit = makesOne ? null : create({ edge: 'https://edge.example', consent: 'granted' })
  for (const { kind, item, time } of HISTORY) await tacit?.track(kind, item, { at: time })
  await new Run(...(makesOne ? ['createRecommender'] : ['tacit']), code)(tacit ?? create)
  const printed = JSON.stringify(log.mock.calls)
  expect(printed.length).toBeGreaterThan(4)
  expect(printed).not.toMatch(/null|undefined|fallback|"options\//)
  for (const one of created) await one.dispose()
  log.mockRestore()
  stock.mockRestore()
})
