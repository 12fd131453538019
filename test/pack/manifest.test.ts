import { type FileEntry, fileName, filesOf, type Manifest, parseManifest } from '@tacit-rec/pack'
import { expect, test } from 'vitest'

const SHA256 = '0123456789abcdef'.repeat(4)

function entry(role: string, more: Partial<FileEntry> = {}): FileEntry {
  const name = fileName(role, SHA256)
  const decoded = name.endsWith('.gz') ? { decoded: 20 } : {}
  return { role, name, sha256: SHA256, bytes: 10, ...decoded, ...more }
}

const FILES = ['weights', 'ids', 'popularity', 'items', 'intents', 'prototypes'].map((role) =>
  entry(role),
)

function manifest(more: object = {}): Manifest {
  return {
    format: 2,
    name: 'shop',
    sequence: 1,
    created: '2026-11-01T00:00:00.000Z',
    items: 3,
    dim: 4,
    intents: 1,
    prototypes: 1,
    history: 5,
    kinds: [{ name: 'view', weight: 1 }],
    score: { pool: 'max', temperature: 1, beta: 0, kappa: 1, decay: 1 },
    files: FILES,
    training: { protocol: 'all', seed: 1, data: '', split: '' },
    ...more,
  }
}

test('a manifest of format 2 keeps its optional fields', () => {
  const full = manifest({
    previous: SHA256,
    rollout: { share: 0.1 },
    expires: '2026-12-01T00:00:00Z',
  })
  expect(parseManifest(full)).toEqual(full)
  expect(parseManifest({ ...full, later: 1, signature: 'x' })).toEqual(full)
})

test('files of unknown roles are kept', () => {
  const later = [
    entry('rankings', { part: 1, optional: true }),
    entry('rankings', { part: 0 }),
    entry('understand-words', { name: fileName('understand-words', SHA256, 'json.gz') }),
  ]
  expect(parseManifest(manifest({ files: [...FILES, ...later] })).files).toEqual([
    ...FILES,
    ...later,
  ])
})

test('a role may have several files, in the order of their parts', () => {
  const files = [entry('facts', { part: 1, bytes: 11 }), ...FILES, entry('facts', { part: 0 })]
  const parsed = parseManifest(manifest({ files }))
  expect(filesOf(parsed, 'facts').map(({ bytes }) => bytes)).toEqual([10, 11])
  expect(filesOf(parsed, 'head')).toEqual([])
})

const index = entry('index', { root: SHA256 })

test.each<[string, object, string]>([
  ['a missing role', { files: FILES.slice(1) }, 'files: weights is missing'],
  ['a role twice', { files: [...FILES, FILES[3]] }, 'items is listed 2 times, more than 1'],
  [
    'a part that is missing',
    { files: [...FILES, entry('facts'), entry('facts', { part: 2 })] },
    'part 1 of facts is missing or listed twice',
  ],
  [
    'a part twice',
    { files: [...FILES, entry('facts', { part: 0 }), entry('facts', { part: 0 })] },
    'part 1 of facts is missing',
  ],
  [
    'too many parts',
    { files: [...FILES, ...Array.from({ length: 33 }, (_, part) => entry('facts', { part }))] },
    'facts is listed 33 times, more than 32',
  ],
  [
    'too many files',
    { files: Array.from({ length: 1001 }, () => entry('later')) },
    'files: Invalid length',
  ],
  [
    "another role's name",
    { files: [...FILES, entry('facts', { name: fileName('ids', SHA256) })] },
    'does not fit role "facts"',
  ],
  [
    "another hash's name",
    { files: [...FILES, entry('facts', { name: fileName('facts', 'f'.repeat(64)) })] },
    'does not fit role "facts"',
  ],
  ['a role with a slash', { files: [...FILES, entry('a/b')] }, 'does not fit role "a/b"'],
  ['an extension', { files: [...FILES, entry('x', { name: 'x.0123456789abcdef.exe' })] }, 'name'],
  [
    'gzip of unknown size',
    { files: [...FILES, entry('head', { decoded: undefined })] },
    'head.0123456789abcdef.json.gz does not declare its decoded bytes',
  ],
  ['a root that is no hash', { files: [...FILES, { ...index, root: 'x' }] }, 'files.6.root'],
  ['an empty rollout', { rollout: { share: 0 } }, 'rollout.share'],
  ['a rollout above 1', { rollout: { share: 1.1 } }, 'rollout.share'],
  ['a previous that is no hash', { previous: 'abc' }, 'previous'],
  ['a role of format 2 in format 1', { format: 1 }, 'files: student is missing'],
])('%s is refused', (_, more, message) => {
  expect(() => parseManifest(manifest(more))).toThrow(message)
})

test('format 1 lists its seven roles, and no other', () => {
  const roles = ['student', 'weights', 'scorer', 'items', 'intents', 'catalogue']
  const files = roles.map((role) => entry(role))
  expect(parseManifest(manifest({ format: 1, files })).files).toEqual(files)
  expect(() => parseManifest(manifest({ format: 1, files: [...files, entry('later')] }))).toThrow(
    'files: role "later" is unknown in format 1',
  )
})
