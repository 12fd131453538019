import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { readPack, writePack } from '../../training/export/index.ts'
import { rules } from '../../training/index.ts'
import { randomContents } from '../pack/random-pack.ts'
import { lastLine, tacit } from './tacit.ts'

let folder: string
let pack: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-rules-'))
  pack = join(folder, 'pack')
  file = join(folder, 'rules.json')
  await writePack(pack, randomContents())
})

const manifest = async () => JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8'))

it('puts rules into a pack: the next sequence, and no other file changes', async () => {
  const before = await manifest()
  // A field of a later version stays.
  await writeFile(join(pack, 'manifest.json'), JSON.stringify({ ...before, later: { a: 1 } }))
  await writeFile(
    file,
    '\ufeff{ "home": [{ "pin": "item-3" }], "*": [{ "max": 2, "per": "brand" }] }',
  )
  const { code, stderr, ...done } = await tacit('rules', pack, file, '--json')
  expect({ code, ...lastLine({ code, stderr, ...done }) }).toMatchObject({
    code: 0,
    sequence: 2,
    placements: { home: 1, '*': 1 },
    notes: ['*[0]: no item has a fact "brand"'],
  })
  expect(stderr).toContain('rules: 1 for home, 1 for * (sequence 2)')
  const after = await manifest()
  expect(after).toMatchObject({ sequence: 2, later: { a: 1 } })
  const roles = after.files.map(({ role }: { role: string }) => role)
  expect(roles.slice(0, 3)).toEqual(['head', 'rules', 'ids'])
  const others = after.files.filter(({ role }: { role: string }) => role !== 'rules')
  expect(others).toEqual(before.files)
  expect((await readPack(pack)).rules).toEqual({
    home: [{ pin: 'item-3' }],
    '*': [{ max: 2, per: 'brand' }],
  })
})

it('prints the rules of a pack, as a file of rules', async () => {
  const { stdout } = await tacit('rules', pack)
  expect(JSON.parse(stdout).home).toEqual([{ pin: 'item-3' }])
})

it('replaces rules, and leaves no file of the earlier ones', async () => {
  await rules({ pack, rules: { home: [{ pin: 'gone' }] } })
  const listed = (await manifest()).files.map(({ name }: { name: string }) => name)
  expect((await readdir(pack)).sort()).toEqual([...listed, 'manifest.json'].sort())
})

it('a dry run writes nothing; --remove takes rules out', async () => {
  const dry = await rules({ pack, rules: { home: [{ pin: 'gone' }] }, dryRun: true })
  expect(dry).toMatchObject({ sequence: 3, notes: ['home[0]: no item has the id "gone"'] })
  const removed = lastLine(await tacit('rules', pack, '--remove', '--json'))
  expect(removed).toMatchObject({ sequence: 4, placements: {} })
  expect((await readPack(pack)).rules).toBeNull()
})

it.each([
  ['{ "home": [{ "max": 0, "per": "brand" }] }', 'rules.json: home[0].max: Invalid value'],
  ['{ "home": ', 'rules.json: not JSON ('],
])('refuses %s, with the path of what is wrong', async (text, message) => {
  const { sequence } = await manifest()
  await writeFile(file, text)
  const { code, stderr } = await tacit('rules', pack, file)
  expect(code).toBe(2)
  expect(stderr).toContain(message)
  expect((await manifest()).sequence).toBe(sequence)
})

it('refuses a file that is not there, and a file beside --remove', async () => {
  expect((await tacit('rules', pack, join(folder, 'none.json'))).stderr).toContain('no such file')
  expect(await tacit('rules', pack, file, '--remove')).toMatchObject({ code: 2 })
})
