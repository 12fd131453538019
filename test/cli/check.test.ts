import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folders } from '../data/folder.ts'
import { lastLine, tacit } from './tacit.ts'

const folder = folders()

/** Two people, three items, one row that cannot be used. */
const EVENTS = [
  'customer_id;sku;created_at;event;colour',
  'ann;a;14-11-2023 10:00;view;red',
  'ann;b;14-11-2023 10:01;purchase;red',
  'ben;b;15-11-2023 10:00;view;red',
  'ben;;15-11-2023 10:01;view;red',
].join('\n')
const ITEMS = 'sku,name,price,supplier_email\na,Fern,3.50,x@y.example\nb,Ivy,4.50,x@y.example\n'

const shop = () => folder({ 'events.csv': EVENTS, 'products.csv': ITEMS })

describe('tacit check', () => {
  it('ends with one line of JSON', async () => {
    const result = await tacit('check', shop(), '--json', '--max-bad-rows', '50%')
    expect(result.code).toBe(0)
    const said = lastLine(result)
    expect(said).toMatchObject({ events: 3, users: 2, items: 2, matched: 1, usable: 0.75 })
    expect(said.skipped).toEqual({ 'blank item': 1 })
    expect(said.span).toEqual(['2023-11-14T10:00:00.000Z', '2023-11-15T10:00:00.000Z'])
    expect(
      said.kinds.map(({ name, events }: { name: string; events: number }) => [name, events]),
    ).toEqual([
      ['view', 2],
      ['purchase', 1],
    ])
    const chosen = (as: string) =>
      said.columns.find((column: { as: string }) => column.as === as)?.column
    expect(['user', 'item', 'time', 'kind', 'title'].map(chosen)).toEqual([
      'customer_id',
      'sku',
      'created_at',
      'event',
      'name',
    ])
    expect(said.ignored.map(({ column }: { column: string }) => column)).toEqual([
      'supplier_email',
      'colour',
    ])
    expect(said.missing.map(({ what }: { what: string }) => what)).toEqual(['addresses', 'images'])
    expect(said.expected).toEqual([{ events: 9878, recall: 0.107, popularity: 0.014 }])
  })

  it('says the same to people', async () => {
    const { stdout } = await tacit('check', shop(), '--max-bad-rows', '50%')
    expect(stdout).toContain('events.csv (separated by ;)')
    expect(stdout).toMatch(/events\.csv +created_at +time +day first: 14-11-2023 10:00/)
    expect(stdout).toContain('2 users, 2 items, 3 events, 75 % of the rows are usable')
    expect(stdout).toContain('span: 14 Nov 2023 to 15 Nov 2023')
    expect(stdout).toContain('no images')
  })

  it('lists rows that are set aside in the file of --skipped', async () => {
    const data = shop()
    const bad = join(data, 'bad', 'rows.csv')
    await tacit('check', data, '--max-bad-rows', '50%', '--skipped', bad)
    expect(await readFile(bad, 'utf8')).toMatch(/events\.csv:5/)
  })

  it.each([
    ['items alone', { 'items.csv': ITEMS }, ['items.csv'], { events: 0, items: 2 }],
    [
      'several files',
      { 'log.csv': EVENTS, 'products.csv': ITEMS },
      ['log.csv', 'products.csv'],
      { events: 3, items: 2 },
    ],
  ])('reads %s', async (_, files, names, expected) => {
    const at = folder(files)
    const paths = names.map((name) => join(at, name))
    const result = await tacit('check', ...paths, '--json', '--max-bad-rows', '50%')
    expect(lastLine(result)).toMatchObject(expected)
  })

  it('does not fail if its reader closes the pipe', async () => {
    const bin = join(import.meta.dirname, '../../tacit-rec/bin/tacit.js')
    const shell = `${process.execPath} ${bin} train --help | head -1; echo "\${PIPESTATUS[0]}"`
    const stdout = await new Promise((done) =>
      execFile('bash', ['-c', shell], (_, out) => done(out)),
    )
    expect(stdout).toBe('Usage: tacit train|distil [options] [data...]\n0\n')
  })
})

describe('before anything is computed', () => {
  it('says how the data was read, on standard error', async () => {
    const out = join(folder({}), 'pack')
    const args = ['--out', out, '--preset', 'quick', '--max-bad-rows', '50%', '--json']
    const { code, stdout, stderr } = await tacit('train', shop(), ...args)
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(stderr.indexOf('span: 14 Nov 2023')).toBeGreaterThan(0)
    expect(stderr.indexOf('span: 14 Nov 2023')).toBeLessThan(stderr.indexOf('wrote '))
    expect(await readFile(`${out}.skipped.csv`, 'utf8')).toMatch(/events\.csv:5/)
  })

  it.each([
    ['--out on a file', ['--out', 'FILE'], 'is a file, not a folder'],
    ['--out under a file', ['--out', 'FILE/x/y'], 'is a file, not a folder'],
    ['an empty --name', ['--out', 'x', '--name', ''], '--name is empty'],
    ['a long --name', ['--out', 'x', '--name', 'n'.repeat(201)], '--name has 201 characters'],
    ['a typo', ['--outt', 'x'], "unknown option '--outt'"],
    [
      'a negative weight',
      ['--out', 'x', '--kinds', 'view=-1'],
      'view=0, which leaves the kind out',
    ],
    ['a scale', ['--out', 'x', '--rating-scale', '5..1'], 'as 1..5'],
    ['a share', ['--out', 'x', '--max-bad-rows', 'few'], 'as 1% or 0.01'],
    ['a form of times', ['--out', 'x', '--time', 'never'], 'seconds, ms, us, ns, iso, dmy, mdy'],
  ])('refuses %s', async (_, args, says) => {
    const file = join(folder({ file: 'mine' }), 'file')
    const given = args.map((arg) => arg.replace('FILE', file))
    const { code, stderr } = await tacit('train', '/nowhere', ...given)
    expect(code).toBe(2)
    expect(stderr).toContain(says)
    expect(stderr).not.toMatch(/E[A-Z]{4,}|reading events/)
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('says that more threads than cores are of no use', async () => {
    const args = ['--out', join(folder({}), 'pack'), '--preset', 'quick', '--threads', '999']
    const { stderr } = await tacit('train', shop(), '--max-bad-rows', '50%', ...args)
    expect(stderr).toMatch(/--threads 999 is more than the \d+ cores/)
  })
})

describe('tacit --help', () => {
  it('groups commands and options, and names the exit codes', async () => {
    const { stdout } = await tacit('--help')
    expect(stdout).toMatch(/Data:\n +check .*Model:\n +train.*Exit codes:\n +0 .* 130 /s)
    const train = await tacit('train', '-h')
    expect(train.stdout).toMatch(
      /Data:\n.*Model:\n.*Items:\n.*Output:\n +-o, --out .*\(default: "pack"\).*Examples:/s,
    )
  })
})
