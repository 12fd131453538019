import {
  buildPack,
  type FileEntry,
  fileName,
  isExpired,
  openPack,
  openPackFrom,
  packParts,
  parseFileName,
  parseManifest,
  ROLES,
  readManifest,
  sha256Hex,
  verifyFile,
  writeManifest,
} from '@tacit-rec/pack'
import { expect, test } from 'vitest'
import { randomContents, randomPack } from './random-pack.ts'

test('a pack opens as it was built', async () => {
  const contents = randomContents({ seed: 3, rules: { home: [] } })
  const { manifest, files } = await buildPack(contents)
  const read = readManifest(writeManifest(manifest))
  const { name, sequence, created, history, kinds, score, training, ...parts } = contents
  expect(await openPackFrom(read, files, { all: true })).toEqual({ manifest, ...parts })
  const light = { manifest, ...parts, student: null, scorer: null }
  expect(await openPackFrom(read, files)).toEqual(light)
  expect(manifest).toMatchObject({ format: 2, name, sequence, created, history, kinds, training })
  expect(manifest).toMatchObject({ items: 40, dim: 8, intents: 3, prototypes: 5, score })
  expect(manifest.files.map(({ role }) => role)).toEqual([
    'head',
    'rules',
    'ids',
    'neighbours',
    'popularity',
    'facts',
    'weights',
    'items',
    'intents',
    'prototypes',
    'student',
    'scorer',
  ])
  for (const { name, sha256, bytes } of manifest.files) {
    expect(files.get(name)?.byteLength).toBe(bytes)
    expect(await sha256Hex(files.get(name)!)).toBe(sha256)
  }
})

test('equal contents give equal bytes', async () => {
  const [one, two] = [await buildPack(randomContents()), await buildPack(randomContents())]
  expect(one).toEqual(two)
  // The ids' file of these contents, on every machine.
  expect(one.manifest.files.find(({ role }) => role === 'ids')!.name).toBe(
    'ids.d75cecca65c11dd0.json.gz',
  )
})

test('a pack without ONNX files has no models', async () => {
  const { manifest, files } = await buildPack({ ...randomContents(), student: null, scorer: null })
  const pack = await openPackFrom(manifest, files, { all: true })
  expect([pack.student, pack.scorer]).toEqual([null, null])
  const { models } = packParts(manifest, async (name) => files.get(name)!)
  expect(await models()).toBeNull()
})

test('a pack may have no neighbours and no prototypes, and one item', async () => {
  const { loaded } = await randomPack({ items: 1, prototypes: 0, perItem: 0 })
  expect(loaded.neighbours).toBeNull()
  expect(loaded.prototypes).toEqual([])
})

test('above 65,535 items neighbours take 32 bits', async () => {
  const { loaded } = await randomPack({ items: 70_000, dim: 4, perItem: 1 })
  expect(loaded.neighbours?.index).toBeInstanceOf(Uint32Array)
})

test('buildPack refuses what a reader would refuse', async () => {
  const contents = randomContents()
  contents.items.bias[3] = Number.NaN
  await expect(buildPack(contents)).rejects.toThrow('items: bias[3] = NaN is not within')
  const short = randomContents()
  short.catalogue.title?.pop()
  await expect(buildPack(short)).rejects.toThrow(
    'facts: title has 39 entries, but there are 40 rows',
  )
})

test('unknown fields are dropped, but not from training and evaluation', async () => {
  const { manifest } = await randomPack()
  const more = structuredClone(manifest) as unknown as Record<string, unknown>
  Object.assign(more, { later: 1, evaluation: { recall: 0.2 } })
  Object.assign(more.training as object, { config: { epochs: 3 } })
  const parsed = parseManifest(more)
  expect(parsed).not.toHaveProperty('later')
  expect(parsed.training.config).toEqual({ epochs: 3 })
  expect(parsed.evaluation).toEqual({ recall: 0.2 })
})

test('a later format has its own message', async () => {
  const { manifest } = await randomPack()
  expect(() => parseManifest({ ...manifest, format: 3 })).toThrow(
    'format 3 is unknown: this version reads formats 1 and 2; update Tacit',
  )
})

test('errors name the field and what is wrong with it', async () => {
  const { manifest } = await randomPack()
  const score = { ...manifest.score, temperature: -1 }
  expect(() => parseManifest({ ...manifest, score })).toThrow('score.temperature: ')
  expect(() => parseManifest({ ...manifest, dim: 6 })).toThrow('dim: ')
  expect(() => parseManifest({ ...manifest, items: 10_000_001 })).toThrow('items: ')
  expect(() => parseManifest({ ...manifest, prototypes: 41 })).toThrow('more than the 40 items')
})

test('a pack above maxBytes is refused before the first fetch', async () => {
  const { manifest } = await randomPack()
  const asked: string[] = []
  const fetchFile = async (name: string) => {
    asked.push(name)
    return new Uint8Array()
  }
  await expect(openPack(manifest, fetchFile, { maxBytes: 1000 })).rejects.toMatchObject({
    code: 'pack/size',
  })
  const files = manifest.files.map((file) => ({ ...file, bytes: 2 ** 30 }))
  await expect(openPack({ ...manifest, files }, fetchFile)).rejects.toThrow('exceed maxBytes')
  expect(asked).toEqual([])
})

test('files are fetched at once, in the order of the manifest, and abort together', async () => {
  const { manifest, files } = await randomPack()
  const asked: string[] = []
  const signals: AbortSignal[] = []
  const opening = openPack(manifest, async (name, signal) => {
    asked.push(name)
    signals.push(signal)
    return name.startsWith('items') ? new Uint8Array(3) : files.get(name)!
  })
  expect(asked.map((name) => name.split('.')[0])).toEqual([
    'ids',
    'neighbours',
    'popularity',
    'facts',
    'weights',
    'items',
    'intents',
    'prototypes',
  ])
  await expect(opening).rejects.toThrow('has 3 bytes, but the manifest declares')
  expect(signals.every((signal) => signal.aborted)).toBe(true)
})

test("the caller's abort and errors of fetchFile pass through", async () => {
  const { manifest } = await randomPack()
  const signal = AbortSignal.abort()
  await expect(openPackFrom(manifest, new Map(), { signal })).rejects.toThrow('aborted')
  const offline = new TypeError('fetch failed')
  await expect(openPack(manifest, () => Promise.reject(offline))).rejects.toBe(offline)
})

test('one file is verified by length, then by hash', async () => {
  const bytes = Uint8Array.of(1, 2, 3)
  const sha256 = '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81'
  const entry: FileEntry = { role: 'items', name: fileName('items', sha256), sha256, bytes: 3 }
  await verifyFile(entry, bytes)
  await expect(verifyFile(entry, bytes.slice(1))).rejects.toMatchObject({ code: 'pack/size' })
  await expect(verifyFile(entry, Uint8Array.of(1, 2, 4))).rejects.toMatchObject({
    code: 'pack/hash',
  })
})

test('file names contain role and hash', () => {
  const sha256 = '0123456789abcdef'.repeat(4)
  const hash = '0123456789abcdef'
  expect(ROLES.map((role) => fileName(role, sha256))).toEqual([
    `head.${hash}.json.gz`,
    `rules.${hash}.json`,
    `ids.${hash}.json.gz`,
    `neighbours.${hash}.safetensors`,
    `popularity.${hash}.json.gz`,
    `facts.${hash}.json.gz`,
    `weights.${hash}.safetensors`,
    `items.${hash}.safetensors`,
    `intents.${hash}.json`,
    `prototypes.${hash}.safetensors`,
    `details.${hash}.json.gz`,
    `lexicon.${hash}.json.gz`,
    `tower.${hash}.safetensors`,
    `clusters.${hash}.json.gz`,
    `student.${hash}.onnx`,
    `scorer.${hash}.onnx`,
    `index.${hash}.bin`,
  ])
  const extension = 'json.gz'
  expect(parseFileName(`items.${hash}.safetensors`)).toEqual({
    role: 'items',
    hash,
    extension: 'safetensors',
  })
  expect(parseFileName(`catalogue.${hash}.json`)).toMatchObject({ role: 'catalogue' })
  expect(fileName('understand-words', sha256, extension)).toBe(`understand-words.${hash}.json.gz`)
  expect(parseFileName(`understand-words.${hash}.json.gz`)).toEqual({
    role: 'understand-words',
    hash,
    extension,
  })
})

test.each([
  'items.0123456789abcdef.json',
  'facts.0123456789abcdef.json',
  '../items',
  'items.0.safetensors',
  'later.0123456789abcdef.gz',
  'later.0123456789abcdef.exe',
  'Later.0123456789abcdef.bin',
  `${'x'.repeat(41)}.0123456789abcdef.bin`,
  '',
])('%s is no name of a file', (name) => expect(parseFileName(name)).toBeNull())

test('a manifest expires', async () => {
  const { manifest } = await randomPack()
  const expires = '2026-11-02T00:00:00.000Z'
  expect(isExpired(manifest, Date.parse(expires))).toBe(false)
  expect(isExpired({ ...manifest, expires }, Date.parse(expires))).toBe(true)
  expect(isExpired({ ...manifest, expires }, Date.parse(expires) - 1)).toBe(false)
})

test('a catalogue column may be named __proto__', async () => {
  const contents = randomContents({ items: 2 })
  const extra = JSON.parse('{"__proto__": ["a", 1]}')
  const { manifest, files } = await buildPack({
    ...contents,
    catalogue: { ...contents.catalogue, extra },
  })
  const { catalogue } = await openPackFrom(manifest, files)
  expect(Object.entries(catalogue.extra ?? {})).toEqual([['__proto__', ['a', 1]]])
})
