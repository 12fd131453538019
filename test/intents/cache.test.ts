import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { Cache } from '../../training/intents/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const APPENDER = join(import.meta.dirname, 'appender.ts')
const textOf = (name: string, n: number) => ({ text: `${name} `.repeat(1 + ((n * 37) % 900)) })

test('what is set is there, now and later; the last word counts', () => {
  const path = folder({})
  const cache = new Cache(join(path, 'deep', 'down'))
  expect(cache.get('a')).toBeUndefined()
  cache.set('a', 'née\n"quoted"')
  cache.set('b', [1])
  cache.set('b', [2])
  expect([cache.get('a'), cache.get('b'), cache.has('c')]).toEqual(['née\n"quoted"', [2], false])
  const again = new Cache(join(path, 'deep', 'down'))
  expect([again.get('a'), again.get('b')]).toEqual(['née\n"quoted"', [2]])
})

test('one that is only read makes nothing, and finds what is there', () => {
  const path = folder({ '.keep': '' })
  expect(new Cache(join(path, 'none'), { write: false }).get('a')).toBeUndefined()
  expect(readdirSync(path)).toEqual(['.keep'])
  new Cache(path).set('a', 1)
  const cache = new Cache(path, { write: false })
  expect(cache.get('a')).toBe(1)
  expect(() => cache.set('b', 2)).toThrow()
})

test('a line that a kill tore off spoils nothing before or behind it', () => {
  const path = folder({})
  const first = new Cache(path)
  for (const key of ['a', 'b', 'c']) first.set(key, key.repeat(50))
  const file = join(path, 'answers.jsonl')
  for (let length = readFileSync(file).length - 1; length > 140; length -= 7) {
    truncateSync(file, length)
    const cache = new Cache(path)
    expect(cache.get('a')).toBe('a'.repeat(50))
    cache.set('d', 'd')
    expect(new Cache(path).get('d')).toBe('d')
    truncateSync(file, length)
  }
  appendFileSync(file, '\nnull\n3\n{"key":1}\nrubbish\n{"key":"e","value":{}}')
  const cache = new Cache(path)
  expect(cache.has('e')).toBe(false)
  expect(cache.get('a')).toBe('a'.repeat(50))
})

test('two processes append at once and lose nothing; a third sees it as it comes', async () => {
  const path = folder({})
  const watching = new Cache(path)
  watching.set('mine', 1)
  const append = (name: string) =>
    promisify(execFile)(process.execPath, [APPENDER, path, name, '600'])
  await Promise.all([append('one'), append('two')])
  for (const name of ['one', 'two'])
    for (let n = 0; n < 600; n++) expect(watching.get(`${name} ${n}`)).toEqual(textOf(name, n))
})

test('what was kept before a kill is kept', async () => {
  const path = folder({})
  const child = spawn(process.execPath, [APPENDER, path, 'k', '1000000'])
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const cache = new Cache(path)
  let kept = 0
  while (cache.has(`k ${kept}`)) expect(cache.get(`k ${kept}`)).toEqual(textOf('k', kept++))
  expect(kept).toBeGreaterThan(20)
  cache.set('after', 1)
  expect(new Cache(path).get('after')).toBe(1)
})
