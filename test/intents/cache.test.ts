import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Cache } from '../../training/intents/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const APPENDER = join(import.meta.dirname, 'appender.ts')
const textOf = (name: string, n: number) => `${name} `.repeat(1 + ((n * 37) % 900))
const run = promisify(execFile)
const append = (path: string, name: string, count: number) =>
  run(process.execPath, [APPENDER, path, name, String(count)])

test('answers can be read at once and later; the last one counts', () => {
  const path = folder({})
  const cache = new Cache(join(path, 'deep', 'down'))
  expect(cache.get('a')).toBeUndefined()
  cache.set('a', 'née\n"quoted" \0 \ud800')
  cache.set('b', '1')
  cache.set('b', '2')
  const expected = ['née\n"quoted" \0 \ud800', '2', false]
  expect([cache.get('a'), cache.get('b'), cache.has('c')]).toEqual(expected)
  const again = new Cache(join(path, 'deep', 'down'))
  expect([again.get('a'), again.get('b'), again.has('c')]).toEqual(expected)
})

test('a read-only cache creates nothing, and reads what is there', () => {
  const path = folder({ '.keep': '' })
  expect(new Cache(join(path, 'none'), { write: false }).get('a')).toBeUndefined()
  expect(readdirSync(path)).toEqual(['.keep'])
  new Cache(path).set('a', '1')
  const cache = new Cache(path, { write: false })
  expect(cache.get('a')).toBe('1')
  expect(() => cache.set('b', '2')).toThrow('the cache is read-only')
})

test('processes that write at once lose nothing; another sees every answer', async () => {
  const path = folder({})
  const watching = new Cache(path)
  watching.set('mine', '1')
  await Promise.all([append(path, 'one', 600), append(path, 'two', 600)])
  for (const name of ['one', 'two'])
    for (let n = 0; n < 600; n++) expect(watching.get(`${name} ${n}`)).toEqual(textOf(name, n))
})

test('answers set before a kill are there', async () => {
  const path = folder({})
  const child = spawn(process.execPath, [APPENDER, path, 'k', '1000000'])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const cache = new Cache(path)
  let found = 0
  while (cache.has(`k ${found}`)) expect(cache.get(`k ${found}`)).toEqual(textOf('k', found++))
  expect(found).toBeGreaterThan(20)
  cache.set('after', '1')
  expect(new Cache(path).get('after')).toBe('1')
})

test('processes create the database at once, without a warning', async () => {
  const path = folder({ 'answers.jsonl': lines(2000) })
  const told = await Promise.all([1, 2, 3, 4].map((n) => append(path, `p${n}`, 30)))
  expect(told.map(({ stderr }) => stderr)).toEqual(['', '', '', ''])
  const cache = new Cache(path)
  for (const n of [1, 2, 3, 4]) expect(cache.get(`p${n} 29`)).toBe(textOf(`p${n}`, 29))
  expect(cache.get('old 1999')).toBe(textOf('old', 1999))
})

test('a file that is not a database is reported with a remedy', () => {
  const path = folder({ 'answers.sqlite': 'a letter that is longer than the header of a database' })
  expect(() => new Cache(path)).toThrow(
    expect.objectContaining({
      code: 'intents/cache',
      message: expect.stringMatching(/file is not a database.*--cache$/),
    }),
  )
})

/** A record of the older format. */
const record = (key: string, value: unknown) => `\n${JSON.stringify({ key, value })}\n`
const lines = (count: number) =>
  Array.from({ length: count }, (_, n) => record(`old ${n}`, textOf('old', n))).join('')

test('answers in the older format are imported once, and their file stays', () => {
  const old = `${lines(60)}${record('twice', 'first')}${record('twice', 'né \ud800')}`
  const path = folder({ 'answers.jsonl': old })
  const cache = new Cache(path)
  for (let n = 0; n < 60; n++) expect(cache.get(`old ${n}`)).toBe(textOf('old', n))
  expect(cache.get('twice')).toBe('né \ud800')
  cache.set('twice', 'newer')
  expect(new Cache(path).get('twice')).toBe('newer')
  expect(readFileSync(join(path, 'answers.jsonl'), 'utf8')).toBe(old)
  // A process of the older version appends to its file.
  appendFileSync(join(path, 'answers.jsonl'), record('late', 'too'))
  const later = new Cache(path)
  expect([later.get('late'), later.get('twice')]).toEqual(['too', 'newer'])
})

test('a read-only cache reads answers in the older format, and changes nothing', () => {
  const path = folder({ 'answers.jsonl': lines(3) })
  const cache = new Cache(path, { write: false })
  expect(cache.get('old 2')).toBe(textOf('old', 2))
  expect(() => cache.set('b', '2')).toThrow('the cache is read-only')
  expect(readdirSync(path)).toEqual(['answers.jsonl'])
})

test('a line cut by a kill does not affect the lines before and after it', () => {
  const whole = ['a', 'b', 'c'].map((key) => record(key, key.repeat(50))).join('')
  for (let length = whole.length - 1; length > 140; length -= 7) {
    const path = folder({ 'answers.jsonl': whole })
    const file = join(path, 'answers.jsonl')
    truncateSync(file, length)
    const cache = new Cache(path)
    expect(cache.get('a')).toBe('a'.repeat(50))
    cache.set('d', 'd')
    expect(new Cache(path).get('d')).toBe('d')
    appendFileSync(file, record('f', 'f'))
    expect(new Cache(path).get('f')).toBe('f')
  }
  const path = folder({ 'answers.jsonl': whole })
  const file = join(path, 'answers.jsonl')
  appendFileSync(file, '\nnull\n3\n{"key":1}\nrubbish\n{"key":"e","value":"e"}')
  const cache = new Cache(path)
  expect(cache.has('e')).toBe(false)
  expect(cache.get('a')).toBe('a'.repeat(50))
  // Now the last line is complete.
  writeFileSync(file, '\n', { flag: 'a' })
  expect(new Cache(path).get('e')).toBe('e')
})
