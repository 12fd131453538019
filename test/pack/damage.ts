import { gunzipSync, gzipSync } from 'node:zlib'
import {
  fileName,
  type Manifest,
  openPackFrom,
  readManifest,
  readSafetensors,
  sha256Hex,
  type Tensor,
  writeManifest,
  writeSafetensors,
} from '@tacit-rec/pack'
import type { BuiltPack } from './random-pack.ts'

/** A pack as a reader gets it: bytes. */
export interface RawPack {
  manifest: Uint8Array
  files: Map<string, Uint8Array>
}

export type Random = () => number

/** Breaks a pack in one way. Every reader must refuse the result. */
export type Damage = (pack: BuiltPack, random: Random) => Promise<RawPack> | RawPack

export function open({ manifest, files }: RawPack) {
  return Promise.resolve().then(() => openPackFrom(readManifest(manifest), files, { all: true }))
}

export const below = (random: Random, count: number) => Math.floor(count * random())
export const pick = <T>(random: Random, from: readonly T[]): T => from[below(random, from.length)]

/** Replaces the bytes of a role's file, keeping its name and its entry. */
export function replace(pack: BuiltPack, role: string, bytes: Uint8Array): RawPack {
  const { name } = pack.manifest.files.find((file) => file.role === role)!
  return { manifest: writeManifest(pack.manifest), files: new Map(pack.files).set(name, bytes) }
}

/**
 * Replaces the bytes of a role's file and corrects name, sizes and hash, as a forger would.
 *
 * @param decoded default: what the bytes decompress to, or what was declared if they do not
 */
export async function reseal(
  pack: BuiltPack,
  role: string,
  bytes: Uint8Array,
  decoded?: number,
): Promise<RawPack> {
  const sha256 = await sha256Hex(bytes)
  const name = fileName(role, sha256)
  const old = pack.manifest.files.find((file) => file.role === role)!
  const entry = { ...old, name, sha256, bytes: bytes.byteLength }
  if (old.decoded) entry.decoded = decoded ?? decodedBytes(bytes) ?? old.decoded
  const files = pack.manifest.files.map((file) => (file.role === role ? entry : file))
  return {
    manifest: writeManifest({ ...pack.manifest, files }),
    files: new Map(pack.files).set(name, bytes),
  }
}

function decodedBytes(bytes: Uint8Array): number | null {
  try {
    return gunzipSync(bytes).length || null
  } catch {
    return null
  }
}

/** The bytes of a role's file. */
export function bytesOf({ manifest, files }: BuiltPack, role: string): Uint8Array {
  return files.get(manifest.files.find((file) => file.role === role)!.name)!
}

const anyRole = ({ manifest }: BuiltPack, random: Random) => pick(random, manifest.files).role
const TENSORS = ['weights', 'items', 'neighbours', 'prototypes']
const COMPRESSED = ['head', 'ids', 'popularity', 'facts']
/** Files of JSON, and lists of theirs with one entry per row. */
const LISTS: [role: string, ...lists: string[]][] = [
  ['intents', 'prototypes'],
  ['ids', 'ids'],
  ['popularity', 'users'],
  ['facts', 'title', 'categories', 'price'],
  ['head', 'ids', 'title'],
]
/** Roles that a pack may lack. */
const OPTIONAL = ['neighbours', 'head', 'facts', 'clusters', 'student', 'scorer']

/** Changes the manifest. */
function forge(pack: BuiltPack, change: (manifest: Manifest) => void): RawPack {
  const manifest = structuredClone(pack.manifest)
  change(manifest)
  return { manifest: writeManifest(manifest), files: pack.files }
}

/** Rewrites a safetensors header as text; the data stays. */
function rewriteHeader(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + length))
  const header = new TextEncoder().encode(change(text))
  const out = new Uint8Array(8 + header.length + bytes.length - 8 - length)
  new DataView(out.buffer).setUint32(0, header.length, true)
  out.set(header, 8)
  out.set(bytes.subarray(8 + length), 8 + header.length)
  return out
}

/** Sets one value of one tensor. */
function setTensor(bytes: Uint8Array, change: (tensors: Record<string, Tensor>) => void) {
  const tensors = Object.fromEntries(readSafetensors(bytes.slice()))
  change(tensors)
  return writeSafetensors(tensors)
}

/** Changes a JSON file. */
// biome-ignore lint/suspicious/noExplicitAny: the tests break JSON of any form
function setJson(role: string, bytes: Uint8Array, change: (json: any) => void): Uint8Array {
  const isGzip = COMPRESSED.includes(role)
  const json = JSON.parse(new TextDecoder().decode(isGzip ? gunzipSync(bytes) : bytes))
  change(json)
  const text = JSON.stringify(json)
  return isGzip ? new Uint8Array(gzipSync(text)) : new TextEncoder().encode(text)
}

const NUMBERS = [
  'sequence',
  'items',
  'dim',
  'intents',
  'prototypes',
  'history',
  'score.temperature',
  'score.beta',
  'score.kappa',
  'score.decay',
  'kinds.0.weight',
  'files.2.bytes',
  'training.seed',
]
const FIELDS = [
  ...NUMBERS,
  'format',
  'name',
  'created',
  'kinds',
  'score',
  'score.pool',
  'files',
  'files.0.role',
  'files.1.name',
  'files.3.sha256',
  'training',
  'training.protocol',
]

/** Sets, or with undefined removes, the field at a dotted path. */
function setField(manifest: Manifest, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop()!
  // biome-ignore lint/suspicious/noExplicitAny: any field, to any value
  const parent = keys.reduce((at, key) => at[key], manifest as any)
  if (value === undefined) delete parent[last]
  else parent[last] = value
}

/** Kinds of damage that a reader must refuse. */
export const DAMAGES: Record<string, Damage> = {
  'bits flipped in a file': (pack, random) => {
    const role = anyRole(pack, random)
    const bytes = bytesOf(pack, role).slice()
    const places = new Set(Array.from({ length: 1 + below(random, 8) }, () => random()))
    for (const place of places) bytes[Math.floor(place * bytes.length)] ^= 1 + below(random, 255)
    // Two flips in one byte may cancel each other.
    if (bytes.every((byte, n) => byte === bytesOf(pack, role)[n])) bytes[0] ^= 1
    return replace(pack, role, bytes)
  },
  'file truncated': (pack, random) => {
    const role = anyRole(pack, random)
    const bytes = bytesOf(pack, role)
    return replace(pack, role, bytes.slice(0, below(random, bytes.length)))
  },
  'file longer than declared': (pack, random) => {
    const role = anyRole(pack, random)
    const bytes = bytesOf(pack, role)
    const longer = new Uint8Array(bytes.length + 1 + below(random, 100))
    longer.set(bytes)
    return replace(pack, role, longer)
  },
  'file missing': (pack, random) => {
    const files = new Map(pack.files)
    files.delete(pick(random, pack.manifest.files).name)
    return { manifest: writeManifest(pack.manifest), files }
  },
  'wrong hash in the manifest': (pack, random) =>
    forge(pack, ({ files }) => {
      const entry = pick(random, files)
      const at = below(random, 64)
      const digit = (Number.parseInt(entry.sha256[at], 16) + 1 + below(random, 15)) % 16
      entry.sha256 = entry.sha256.slice(0, at) + digit.toString(16) + entry.sha256.slice(at + 1)
      // In half of the cases the name follows the hash, so that no file has that name.
      if (random() < 0.5) entry.name = fileName(entry.role, entry.sha256)
    }),
  'wrong hash, file under the wrong name': (pack, random) => {
    const manifest = structuredClone(pack.manifest)
    const entry = pick(random, manifest.files)
    const bytes = pack.files.get(entry.name)!
    entry.sha256 = entry.sha256.slice(1) + (entry.sha256.startsWith('0') ? '1' : '0')
    entry.name = fileName(entry.role, entry.sha256)
    return {
      manifest: writeManifest(manifest),
      files: new Map(pack.files).set(entry.name, bytes),
    }
  },
  'wrong size in the manifest': (pack, random) =>
    forge(pack, ({ files }) => {
      const entry = pick(random, files)
      entry.bytes = pick(random, [0, -1, 1.5, entry.bytes + 1, entry.bytes * 2, 2 ** 31, 1e300])
    }),
  'files swapped': (pack, random) => {
    const files = new Map(pack.files)
    const a = below(random, pack.manifest.files.length)
    const b = (a + 1 + below(random, pack.manifest.files.length - 1)) % pack.manifest.files.length
    const [first, second] = [pack.manifest.files[a], pack.manifest.files[b]]
    files.set(first.name, pack.files.get(second.name)!)
    files.set(second.name, pack.files.get(first.name)!)
    return { manifest: writeManifest(pack.manifest), files }
  },
  'a role listed twice or not at all': (pack, random) =>
    forge(pack, ({ files }) => {
      const at = below(random, files.length)
      if (random() < 0.5) files.push(files[at])
      else if (OPTIONAL.includes(files[at].role)) files[at].role = 'items'
      else files.splice(at, 1)
    }),
  'manifest truncated': (pack, random) => {
    const { manifest, files } = forge(pack, () => {})
    // The last two bytes are the closing brace and a line end.
    return { manifest: manifest.slice(0, below(random, manifest.length - 2)), files }
  },
  'manifest not UTF-8': (pack, random) => {
    const { manifest, files } = forge(pack, () => {})
    manifest[below(random, manifest.length)] = 0xff
    return { manifest, files }
  },
  'manifest field removed or of another type': (pack, random) =>
    forge(pack, (manifest) => {
      const wrong = [undefined, null, { a: 1 }, true, '', [], 'x'.repeat(300), [[[]]]]
      setField(manifest, pick(random, FIELDS), pick(random, wrong))
    }),
  'manifest number out of range': (pack, random) =>
    forge(pack, (manifest) => {
      const wrong = [-1e12, 1e300, -1e300, '1', null]
      const path = pick(
        random,
        NUMBERS.filter((name) => name !== 'training.seed'),
      )
      setField(manifest, path, pick(random, wrong))
    }),
  'manifest counts forged': (pack, random) =>
    forge(pack, (manifest) => {
      const count = pick(random, ['items', 'intents', 'prototypes', 'history', 'dim'] as const)
      const by = count === 'dim' ? 4 : 1
      const max = { items: 1e7, intents: 64, prototypes: 40, history: 500, dim: 1024 }[count]
      const forged = [manifest[count] + by, manifest[count] - by, max, max + by, by]
      manifest[count] = pick(
        random,
        forged.filter((value) => value !== manifest[count]),
      )
    }),
  'kinds forged': (pack, random) =>
    forge(pack, ({ kinds }) => {
      if (random() < 0.5) kinds.pop()
      else kinds.push({ name: pick(random, ['cart', 'view']), weight: 1 })
    }),
  'format unknown': (pack, random) =>
    forge(pack, (manifest) => {
      manifest.format = pick(random, [0, 3, 4, -1, 1.5, 1e9, '1', null]) as 1
    }),
  // The hashes of all the following are correct: only the structure can give them away.
  'resealed: header length forged': (pack, random) => {
    const role = pick(random, TENSORS)
    const bytes = bytesOf(pack, role).slice()
    const view = new DataView(bytes.buffer)
    const real = view.getBigUint64(0, true)
    const wild = BigInt(below(random, 2 ** 32)) << BigInt(below(random, 32))
    const forged = pick(random, [wild, BigInt(below(random, bytes.length)), real + 1n, real - 1n])
    view.setBigUint64(0, forged === real ? real + 8n : forged, true)
    return reseal(pack, role, bytes)
  },
  'resealed: offsets or shapes forged': (pack, random) => {
    const role = pick(random, TENSORS)
    const forged = rewriteHeader(bytesOf(pack, role), (text) => {
      const numbers = [...text.matchAll(/(?<=[[,])\d+(?=[\],])/g)]
      const { index, 0: old } = pick(random, numbers)
      const values = [0, 1, -1, 2 ** 31, 2 ** 53, 1e20, 0.5, Number(old) + 1, Number(old) * 2]
      const value = pick(
        random,
        values.filter((candidate) => candidate !== Number(old)),
      )
      return text.slice(0, index) + value + text.slice(index + old.length)
    })
    return reseal(pack, role, forged)
  },
  'resealed: dtype or tensor name forged': (pack, random) => {
    const role = pick(random, TENSORS)
    const forged = rewriteHeader(bytesOf(pack, role), (text) => {
      const words = [...text.matchAll(/"(?!dtype|shape|data_offsets)\w+"/g)]
      const { index, 0: old } = pick(random, words)
      const word = pick(
        random,
        ['"F32"', '"U8"', '"I8"', '"I32"', '"F99"', '"constructor"', '1'].filter(
          (candidate) => candidate !== old,
        ),
      )
      return text.slice(0, index) + word + text.slice(index + old.length)
    })
    return reseal(pack, role, forged)
  },
  'resealed: file truncated': (pack, random) => {
    const role = anyRole(pack, random)
    const bytes = bytesOf(pack, role)
    return reseal(pack, role, bytes.slice(0, 1 + below(random, bytes.length - 1)))
  },
  "resealed: another role's file": (pack, random) => {
    const roles = pack.manifest.files.map((file) => file.role)
    const role = pick(random, roles)
    const onnx = (name: string) => name === 'student' || name === 'scorer'
    // Both ONNX files are complete models; only the runtime can tell them apart.
    // A head has ids, too, here of all items.
    const ids = (name: string) => role === 'ids' && name === 'head'
    const others = roles.filter(
      (name) => name !== role && !(onnx(name) && onnx(role)) && !ids(name),
    )
    return reseal(pack, role, bytesOf(pack, pick(random, others)))
  },
  'resealed: noise': (pack, random) => {
    const length = 1 + below(random, 400)
    const bytes = Uint8Array.from({ length }, () => below(random, 256))
    // Field 0 is never valid, so the noise cannot start like a model by chance.
    bytes[0] = 0
    return reseal(pack, anyRole(pack, random), bytes)
  },
  'resealed: a number that is not finite or too large': (pack, random) => {
    const role = pick(random, ['weights', 'items', 'prototypes'] as const)
    const bytes = setTensor(bytesOf(pack, role), (tensors) => {
      const floats = Object.values(tensors).filter(({ dtype }) => /F32|F16/.test(dtype))
      const { dtype, data } = pick(random, floats)
      const wrong = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, -1e30]
      const at = below(random, data.length)
      data[at] = pick(random, dtype === 'F16' ? [0x7c00, 0xfc00, 0x7e00, 0xfe01] : wrong)
    })
    return reseal(pack, role, bytes)
  },
  'resealed: links cut off, continued or of another layout': (pack, random) => {
    const bytes = setTensor(bytesOf(pack, 'neighbours'), ({ layout, links }) => {
      const codes = links.data as Uint8Array
      const way = below(random, 4)
      if (way === 0) links.data = codes.slice(0, below(random, codes.length))
      else if (way === 1) links.data = Uint8Array.of(...codes, below(random, 256))
      else if (way === 2) layout.data[0] = pick(random, [0, 1025, 65_535, 5, 7])
      else layout.data[1 + below(random, 3)] = pick(random, [15, 24, 25, 31, 32, 65_535])
      links.shape = [links.data.length]
    })
    return reseal(pack, 'neighbours', bytes)
  },
  'resealed: gzip that decompresses to more or less than declared': (pack, random) => {
    const role = pick(random, COMPRESSED)
    const bytes = bytesOf(pack, role)
    const real = gunzipSync(bytes).length
    return reseal(pack, role, bytes, pick(random, [1, real - 1, real + 1, 2 * real, 2 ** 29]))
  },
  'resealed: gzip that is a bomb, damaged or followed by more': (pack, random) => {
    const role = pick(random, COMPRESSED)
    const bytes = bytesOf(pack, role).slice()
    const way = below(random, 3)
    if (way === 0) return reseal(pack, role, BOMB, 1000)
    if (way === 1) bytes[10 + below(random, bytes.length - 10)] ^= 1 << below(random, 8)
    const more = way === 1 ? bytes : Uint8Array.of(...bytes, 1 + below(random, 255))
    return reseal(pack, role, more, gunzipSync(bytesOf(pack, role)).length)
  },
  'resealed: JSON of a wrong shape': (pack, random) => {
    const [role, ...lists] = pick(random, LISTS)
    const bytes = setJson(role, bytesOf(pack, role), (json) => {
      const list = json[pick(random, lists)]
      const wrong = pick(random, [{ a: 1 }, [[1]], true, { length: 3 }])
      const way = below(random, 3)
      if (way === 0) list.pop()
      else if (way === 1) list.push(list[0])
      else list[below(random, list.length)] = wrong
    })
    return reseal(pack, role, bytes)
  },
  'resealed: places, shelves, exemplars and ids that cannot be': (pack, random) => {
    const role = pick(random, ['facts', 'head', 'head', 'ids', 'intents', 'popularity'])
    const bytes = setJson(role, bytesOf(pack, role), (json) => {
      const outside = pick(random, [-1, 40, 0.5, 1e9, '3', null])
      if (role === 'facts') json.from = outside
      else if (role === 'ids') json.ids[1 + below(random, 39)] = json.ids[0]
      else if (role === 'popularity') json.users[below(random, 40)] = pick(random, [-1, 1e13, null])
      else if (role === 'intents' && random() < 0.5) json.prototypes[1].id = json.prototypes[0].id
      else if (role === 'intents') json.prototypes[2].exemplars.push(outside)
      else if (random() < 0.5) json.shelves.push(pick(random, [1, null, {}]))
      else json[pick(random, ['first', 'perShelf', 'steps'])] = pick(random, [-1, 0.5, '3', null])
    })
    return reseal(pack, role, bytes)
  },
}

/** 16 MB in 16 kB. */
const BOMB = new Uint8Array(gzipSync(new Uint8Array(16 << 20)))
