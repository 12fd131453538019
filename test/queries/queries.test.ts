import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { queries } from '../../training/api/index.ts'
import { loadDataset } from '../../training/data/index.ts'
import { chainOf, MOVES, movesOf, synonymsOf } from '../../training/queries/index.ts'
import { folders } from '../data/folder.ts'
import { say, startServer } from '../intents/server.ts'

const folder = folders()
const ITEMS = `id,title,categories,color,price
1,Trail runner,Shoes > Running shoes,red,89
2,City walker,Shoes > Sneakers,blue,49
3,Storm jacket,Clothes > Rain jackets,green,120
4,Sun jacket,Clothes > Light jackets,red,60
`
const GERMAN = `id,title,categories,farbe,price
1,Gießkanne für den Balkon und das Haus,Garten > Gießkannen,grün,12
2,Spaten mit Griff aus Holz,Garten > Spaten,rot,30
3,Harke mit Stiel für die Beete,Garten > Harken,grün,20
`
const events = 'user,item\nann,1\nbob,2\nann,3\n'
const shop = (items = ITEMS) => folder({ 'items.csv': items, 'events.csv': events })
const outOf = () => join(folder({}), 'made')
const rowsOf = (out: string) =>
  readFileSync(join(out, 'queries.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
const sessionsOf = (out: string): { turns: { text: string; move: string; relates: boolean }[] }[] =>
  readFileSync(join(out, 'sessions.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

describe('tacit queries', () => {
  it('writes queries by templates, and searches of several turns', async () => {
    const out = outOf()
    const cache = join(folder({}), 'cache')
    const options = { data: shop(), keep: ['color'], out, cache, perItem: 60, sessions: 200 }
    const result = await queries(options)
    expect(result).toMatchObject({ language: 'en', queries: 240, byModel: 0, calls: 0, cost: 0 })
    const rows = rowsOf(out)
    expect(rows).toHaveLength(240)
    const by = (made: string) => rows.filter((row) => row[2] === made).map(([query]) => query)
    expect(new Set(rows.map((row) => row[2])).size).toBe(7)
    expect(by('price').some((query) => /running shoes? under 90/.test(query))).toBe(true)
    expect(
      by('negation').some((query) => /(?:not|no|without) (?:red|blue|green)/.test(query)),
    ).toBe(true)
    expect(by('value').some((query) => /red running shoes?$/.test(query))).toBe(true)
    expect(by('clauses').some((query) => query.includes(' and '))).toBe(true)
    const sessions = sessionsOf(out)
    expect(sessions).toHaveLength(200)
    const moves = sessions.flatMap(({ turns }) => turns.map(({ move }) => move))
    expect(new Set(moves)).toEqual(new Set(MOVES))
    for (const { turns } of sessions) {
      expect(turns[0]).toMatchObject({ move: 'new', relates: false })
      expect(turns.length).toBeLessThanOrEqual(5)
      for (const { text } of turns) expect(text).not.toContain('$')
    }
    const before = readFileSync(join(out, 'queries.tsv'), 'utf8')
    await queries(options)
    expect(readFileSync(join(out, 'queries.tsv'), 'utf8')).toBe(before)
  })

  it('speaks the language of the catalogue', async () => {
    const out = outOf()
    const { language } = await queries({
      data: shop(GERMAN),
      keep: ['farbe'],
      out,
      cache: join(folder({}), 'cache'),
      perItem: 40,
    })
    expect(language).toBe('de')
    expect(rowsOf(out).some(([query]) => /unter \d+ euro|bis \d+ €/.test(query))).toBe(true)
    expect(sessionsOf(out).some(({ turns }) => turns.some(({ text }) => /^nur /.test(text)))).toBe(
      true,
    )
  })

  it('what it writes is a search log of a data folder', async () => {
    const out = outOf()
    await queries({ data: shop(), out, cache: join(folder({}), 'cache') })
    const log = readFileSync(join(out, 'queries.tsv'), 'utf8')
    const data = folder({ 'items.csv': ITEMS, 'events.csv': events, 'queries.tsv': log })
    expect((await loadDataset(data)).queries!.length).toBeGreaterThan(8)
  })

  it('a model writes queries too: once, then the cache answers', async () => {
    const server = await startServer((_, response) =>
      say(response, { queries: ['Wet  walks', '', 7] }),
    )
    const env = { ...process.env }
    Object.assign(process.env, { OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'writer' })
    try {
      const cache = join(folder({}), 'cache')
      const options = { data: shop(), cache, provider: 'openai', perItem: 0, sessions: 0 } as const
      const plan = await queries({ ...options, out: outOf(), dryRun: true })
      expect(plan).toMatchObject({ dryRun: true, chat: { calls: 4, cost: null } })
      const [first, second] = [outOf(), outOf()]
      const price = { input: 1, output: 2 }
      const paid = await queries({ ...options, out: first, price })
      expect(paid).toMatchObject({ calls: 4, byModel: 4 })
      expect(paid.cost).toBeGreaterThan(0)
      expect(rowsOf(first)[0]).toEqual(['wet walks', '1', 'model'])
      expect(await queries({ ...options, out: second })).toMatchObject({ calls: 0, byModel: 4 })
      expect(await queries({ ...options, out: second, dryRun: true })).toMatchObject({
        chat: { calls: 0, cost: 0 },
      })
    } finally {
      process.env = env
      await server.close()
    }
  })

  it('refuses a folder with other files, and leaves it alone', async () => {
    const out = folder({ 'notes.txt': 'mine' })
    const refused = queries({ data: shop(), out, cache: join(folder({}), 'cache') })
    await expect(refused).rejects.toMatchObject({ code: 'queries/out' })
    expect(readdirSync(out)).toEqual(['notes.txt'])
    expect(existsSync(join(out, 'queries.tsv'))).toBe(false)
  })
})

it('the moves of a search are told by its words', () => {
  const typed = ['boots', 'red boots', 'boots', 'red coats', 'tents', 'tents not green', 'a vs b']
  expect(movesOf(typed)).toEqual(['new', 'refine', 'widen', 'new', 'new', 'negate', 'compare'])
  expect(movesOf(['red boots', 'red sandals'])).toEqual(['new', 'switch'])
})

it('a log moves the chain, whose rows sum to 1', () => {
  const plain = chainOf()
  const learned = chainOf(Array.from({ length: 500 }, () => ['new', 'compare'] as const))
  expect(learned.new.compare).toBeGreaterThan(0.9)
  expect(learned.refine).toEqual(plain.refine)
  for (const row of Object.values(learned))
    expect(Object.values(row).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1)
})

it('synonyms stand in the same company, and are no forms of one word', () => {
  const soft = ['kitchen', 'garden', 'office', 'bedroom', 'attic', 'cellar']
  const loud = ['road', 'field', 'forest', 'river', 'bridge', 'harbor']
  const texts = [
    ...soft.flatMap((room) => [`${room} sofa`, `${room} couch`, `${room} couchette`]),
    ...loud.flatMap((place) => [`${place} drill`, `${place} mower`, `${place} siren`]),
  ]
  expect(synonymsOf(texts).get('couch')).toBe('sofa')
  expect(['couch', 'couchette']).toContain(synonymsOf(texts).get('sofa'))
})
