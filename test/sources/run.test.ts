import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { IMPORT_SOURCES, importData, loadDataset } from '../../training/index.ts'
import { amountOf, leafPaths, textOf, timeOf } from '../../training/sources/values.ts'
import { folders } from '../data/folder.ts'
import { FIXTURES } from './imported.ts'

const folder = folders()
const exec = promisify(execFile)
const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')
const SHOP = join(FIXTURES, 'shopify')
const [source, inputs] = ['shopify', [SHOP]]
const emptyFolder = () => folder({ 'note.md': '' }, 'shop')

describe('the folder', () => {
  it('replaces an earlier import, under other hashes', async () => {
    const out = join(emptyFolder(), 'data')
    await importData({ source, inputs, out })
    const before = readFileSync(join(out, 'events.csv'), 'utf8')
    await importData({ source, inputs, out })
    const after = readFileSync(join(out, 'events.csv'), 'utf8')
    const user = (text: string) => text.split('\n')[2].split(',')[0]
    expect(user(before)).toMatch(/^[\w-]{16}$/)
    expect(user(after)).not.toBe(user(before))
    expect(readdirSync(out).sort()).toEqual(['.tacit-import.json', 'events.csv', 'items.jsonl'])
    expect(readdirSync(dirname(out)).sort()).toEqual(['data', 'note.md'])
  })

  it('is refused where it holds something else, and left as it is', async () => {
    const out = folder({ 'orders.csv': 'mine' })
    await expect(importData({ source, inputs, out })).rejects.toThrow(
      `--out ${out}: orders.csv is there and no import wrote it`,
    )
    await expect(importData({ source, inputs, out: join(out, 'orders.csv') })).rejects.toThrow(
      'orders.csv: is a file: choose a folder',
    )
    await expect(importData({ source, inputs, out: join(out, 'orders.csv/in') })).rejects.toThrow(
      'is a file: choose a folder',
    )
    expect(readdirSync(out)).toEqual(['orders.csv'])
  })

  it('is not written if the export is refused', async () => {
    const root = folder({ 'a.csv': 'a,b\n1,2\n', 'empty.csv': 'Handle,Title\n' })
    const out = join(root, 'data')
    const tried = (input: string) => importData({ source, inputs: [join(root, input)], out })
    await expect(tried('a.csv')).rejects.toThrow('not exports of Shopify')
    await expect(tried('empty.csv')).rejects.toThrow('empty.csv (no rows)')
    await expect(tried('none.csv')).rejects.toThrow('none.csv: no such file or folder')
    await expect(tried('*.tsv')).rejects.toThrow('*.tsv: no such file or folder')
    await expect(importData({ source, inputs: ['https://x.example/a.csv'], out })).rejects.toThrow(
      'this source reads files: download it first',
    )
    expect(existsSync(out)).toBe(false)
  })

  it('is not written if the import is stopped', async () => {
    const root = emptyFolder()
    const signal = AbortSignal.abort(new Error('stopped by the caller'))
    const stopped = importData({ source, inputs, out: join(root, 'data'), signal })
    await expect(stopped).rejects.toThrow('stopped by the caller')
    expect(readdirSync(root)).toEqual(['note.md'])
  })

  it('is read by training without a flag', async () => {
    const out = join(emptyFolder(), 'data')
    await importData({ source, inputs, out })
    const { items, users, catalogue } = await loadDataset(out, { time: 'iso' })
    expect(users).toHaveLength(3)
    expect(items).toEqual(expect.arrayContaining(['beeswax-candle', 'linen-shirt', 'wool-throw']))
    const row = catalogue.ids.indexOf('linen-shirt')
    expect(catalogue.title?.[row]).toBe('Linen Shirt')
    expect(catalogue.price?.[row]).toBe(12)
  })
})

it('names the sources where one is unknown', async () => {
  const known = IMPORT_SOURCES.map(({ name }) => name).join(', ')
  await expect(importData({ source: 'shopfiy', inputs, out: 'data' })).rejects.toThrow(
    `"shopfiy" is not a source: use one of ${known}`,
  )
})

it('tacit import says what it found and which command comes next', async () => {
  const cwd = emptyFolder()
  const flags = ['--out', 'my data', '--keep', 'Color']
  const { stdout } = await exec(process.execPath, [BIN, 'import', 'shopify', SHOP, ...flags], {
    cwd,
  })
  const lines = stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.replace(/\s+/g, ' '))).toEqual(
    expect.arrayContaining(['orders 5', 'events 9', 'users 3', 'guests 1', 'refunds 2', 'items 4']),
  )
  expect(lines.at(-1)).toBe("Next: tacit train 'my data' --keep Color --out pack")
  const again = ['import', 'shopify', SHOP, '--out', 'my data', '--json']
  const { stdout: json } = await exec(process.execPath, [BIN, ...again], { cwd })
  expect(JSON.parse(json)).toMatchObject({ source: 'shopify', orders: 5, skipped: {} })
})

describe('values', () => {
  it.each([
    ['1,299.00', 1299],
    ['1.299,00 €', 1299],
    ['19,90', 19.9],
    ['1,299', 1299],
    ['1.234.567', 1234567],
    ['$-12.5', -12.5],
    [24, 24],
    ['free', null],
    ['n/a', null],
  ])('amount %s', (text, amount) => expect(amountOf(text)).toBe(amount))

  it.each([
    ['2023-11-14 22:13:20 -0500', '2023-11-15T03:13:20.000Z'],
    ['2023-11-14 22:13:20', '2023-11-14T22:13:20.000Z'],
    ['2023-11-14T22:13:20+02:00', '2023-11-14T20:13:20.000Z'],
    ['2023-11-14 22:13:20 UTC', '2023-11-14T22:13:20.000Z'],
    ['2023-11-14', '2023-11-14T00:00:00.000Z'],
    ['Nov 14, 2023 10:13:20 PM', '2023-11-14T22:13:20.000Z'],
    ['11/14/2023 22:13', '2023-11-14T22:13:00.000Z'],
    ['14.11.2023 22:13', '2023-11-14T22:13:00.000Z'],
    [1700000000, '2023-11-14T22:13:20.000Z'],
    [1700000000000, '2023-11-14T22:13:20.000Z'],
  ])('time %s', (text, iso) => expect(timeOf(text)?.toISOString()).toBe(iso))

  it('does not guess a month, nor a time', () => {
    expect(timeOf('03/04/2023')).toBeNull()
    expect(timeOf('soon')).toBeNull()
  })

  it('knows blanks, and paths that others pass through', () => {
    expect(['', ' ', 'NaN', 'null', '—', {}, null].map(textOf)).toEqual(Array(7).fill(null))
    expect(leafPaths(['A', 'A>B', 'C', 'A > B'])).toEqual(['A > B', 'C'])
  })
})
