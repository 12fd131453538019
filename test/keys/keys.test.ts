import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signEnvelope, verifyEnvelope } from '@tacit-rec/pack'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keys } from '../../training/api/index.ts'
import { signingKeys } from '../../training/keys/index.ts'
import { lastLine, tacit } from '../cli/tacit.ts'

let root: string
let folder: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'tacit-keys-'))
  folder = join(root, 'keys')
})

afterEach(() => rm(root, { recursive: true }))

test('a new key is for its owner only, and git ignores it', async () => {
  const { keys: made, pin } = await keys.create({ folder })
  expect(pin).toEqual([expect.stringMatching(/^ed25519:[\w-]{43}$/)])
  expect(made).toEqual([
    {
      keyid: expect.stringMatching(/^[0-9a-f]{16}$/),
      publicKey: pin[0],
      created: expect.any(String),
      retired: false,
      file: join(folder, `${made[0].keyid}.json`),
    },
  ])
  expect((await stat(made[0].file)).mode & 0o777).toBe(0o600)
  expect((await readdir(folder)).sort()).toEqual(['.gitignore', `${made[0].keyid}.json`])
  expect(await readFile(join(folder, '.gitignore'), 'utf8')).toBe('*\n')
  await expect(keys.create({ folder })).rejects.toThrow(/tacit keys rotate makes another/)
})

test('rotation: two keys sign until one is retired; the last cannot be', async () => {
  await expect(keys.rotate({ folder })).rejects.toThrow('has no key: make one with tacit keys new')
  const [old] = (await keys.create({ folder })).keys
  const { pin } = await keys.rotate({ folder })
  expect(pin).toHaveLength(2)
  await expect(keys.rotate({ folder })).rejects.toThrow(`tacit keys retire ${old.keyid}`)
  const manifest = new TextEncoder().encode('{}')
  const envelope = await signEnvelope(manifest, await signingKeys(folder))
  for (const key of pin) expect(await verifyEnvelope(envelope, [key])).toMatchObject({ manifest })

  const after = await keys.retire({ folder, keyid: old.keyid })
  expect(after.pin).toEqual([pin[1]])
  expect(after.keys.map(({ retired }) => retired)).toEqual([true, false])
  expect(await signingKeys(folder)).toHaveLength(1)
  expect(await keys.retire({ folder, keyid: old.keyid })).toEqual(after)
  const { keyid } = after.keys[1]
  await expect(keys.retire({ folder, keyid })).rejects.toThrow('is the only key that signs')
  await expect(keys.retire({ folder, keyid: 'x' })).rejects.toThrow('no key is called "x"')
})

test('a damaged key is named, and nothing of it is quoted', async () => {
  const [{ file }] = (await keys.create({ folder })).keys
  await writeFile(file, '{"d":"SECRET"')
  const refused = await keys.list({ folder }).catch(String)
  expect(refused).toContain(`cannot read the key ${file}: it is not a key that tacit keys wrote`)
  expect(refused).not.toContain('SECRET')
})

test('the command prints public keys only', async () => {
  const made = await tacit('keys', 'new', '--keys', folder)
  const [{ file, publicKey }] = (await keys.list({ folder })).keys
  const { d } = JSON.parse(await readFile(file, 'utf8'))
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toContain(`pin: keys: ['${publicKey}']`)
  const rotated = await tacit('keys', 'rotate', '--keys', folder, '--json')
  expect(lastLine(rotated).pin).toHaveLength(2)
  expect(made.stdout + rotated.stdout).not.toContain(d)
  expect(await tacit('keys', 'list', '--keys', join(root, 'none'))).toMatchObject({
    code: 0,
    stdout: 'no keys: make one with tacit keys new\n',
  })
})
