import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { formatPublicKey, fromBase64, keyidOf, type PrivateKey, TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { errorCode, placeFile, reasonOf } from '../files.ts'

/** Owner may read and write; nobody else may do either. */
const PRIVATE = 0o600
const NAME = /^([0-9a-f]{16})(\.retired)?\.json$/

/** A private key as JWK (RFC 8037), with when it was made. */
const KeySchema = v.object({
  kty: v.literal('OKP'),
  crv: v.literal('Ed25519'),
  x: v.string(),
  d: v.string(),
  created: v.string(),
})

/** A key of a folder, without its private part. */
export interface KeyFile {
  /** The first 16 hex digits of the public key's SHA-256. */
  keyid: string
  /** What pages pin. */
  publicKey: string
  created: string
  /** Whether it signs no more. */
  retired: boolean
  /** Path of the file. */
  file: string
}

/**
 * Makes an Ed25519 key and writes it into a folder that git ignores, as KEYID.json, which only its
 * owner can read.
 */
export async function createKey(folder: string): Promise<KeyFile> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await placeFile(join(folder, '.gitignore'), '*\n')
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const key = v.parse(KeySchema, { ...jwk, created: new Date().toISOString() })
  const name = `${await keyidOf(fromBase64(key.x))}.json`
  await placePrivate(join(folder, name), `${JSON.stringify(key, null, 2)}\n`)
  return describe(folder, name, key)
}

/** As `placeFile`, for a file that only its owner can read, at any moment. */
async function placePrivate(path: string, content: string): Promise<void> {
  const temporary = `${path}.${randomUUID()}.unfinished`
  const file = await open(temporary, 'wx', PRIVATE)
  try {
    await file.writeFile(content)
    await file.sync()
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}

/** The keys of a folder, oldest first; none if there is no folder. */
export async function readKeys(folder: string): Promise<KeyFile[]> {
  const keys: KeyFile[] = []
  for (const name of await namesIn(folder))
    keys.push(await describe(folder, name, await readKey(join(folder, name))))
  return keys.sort((a, b) => (a.created < b.created ? -1 : 1))
}

/** The private keys of a folder that sign, oldest first. */
export async function signingKeys(folder: string): Promise<PrivateKey[]> {
  const signing = (await readKeys(folder)).filter(({ retired }) => !retired)
  return Promise.all(signing.map(({ file }) => readKey(file)))
}

/** A retired key signs no more. Its file stays, as KEYID.retired.json. */
export async function retireKey(folder: string, keyid: string): Promise<KeyFile> {
  const keys = await readKeys(folder)
  const key = keys.find((each) => each.keyid === keyid)
  if (!key)
    throw new TacitError(
      'keys/unknown',
      `${folder}: no key is called "${keyid}": tacit keys list shows what there is`,
    )
  if (key.retired) return key
  if (keys.filter(({ retired }) => !retired).length === 1)
    throw new TacitError(
      'keys/last',
      `${folder}: ${keyid} is the only key that signs: make another with tacit keys rotate first`,
    )
  const name = `${keyid}.retired.json`
  await rename(key.file, join(folder, name))
  return { ...key, retired: true, file: join(folder, name) }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return []
    throw new TacitError('keys/folder', `cannot read the keys in ${folder}: ${reasonOf(error)}`)
  }
}

async function readKey(file: string): Promise<v.InferOutput<typeof KeySchema>> {
  try {
    return v.parse(KeySchema, JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    // The parser's own message may quote what stands in the file.
    const why = errorCode(error) ? reasonOf(error) : 'it is not a key that tacit keys wrote'
    throw new TacitError('keys/file', `cannot read the key ${file}: ${why}`)
  }
}

async function describe(
  folder: string,
  name: string,
  { x, created }: v.InferOutput<typeof KeySchema>,
): Promise<KeyFile> {
  const publicKey = fromBase64(x)
  return {
    keyid: await keyidOf(publicKey),
    publicKey: formatPublicKey(publicKey),
    created,
    retired: name.endsWith('.retired.json'),
    file: join(folder, name),
  }
}
