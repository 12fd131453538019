import { verifyAsync } from '@noble/ed25519'
import { expect, test } from 'vitest'
import { signEd25519, verifyEd25519 } from '../../../pack/sign/ed25519.ts'
import {
  formatPublicKey,
  keyidOf,
  PAYLOAD_TYPE,
  parsePublicKey,
  preAuthEncoding,
  readEnvelope,
  signEnvelope,
  verifyEnvelope,
} from '../../../pack/sign/index.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const url = (text: string) => Buffer.from(text, 'hex').toString('base64url')

/** RFC 8032, 7.1: TEST 1 to 3. */
const RFC8032 = [
  {
    secret: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    secret: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    secret: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
]

const [one, two] = RFC8032.map(({ secret, key }) => ({
  jwk: { kty: 'OKP', crv: 'Ed25519', x: url(key), d: url(secret) } as const,
  pin: formatPublicKey(hex(key)),
}))
const manifest = utf8('{ "sequence": 1, "unknown": true }\n')

test.each(RFC8032)('signs and verifies as RFC 8032 does: $message', async (vector) => {
  const [message, key, signature] = [vector.message, vector.key, vector.signature].map(hex)
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: url(vector.key), d: url(vector.secret) } as const
  expect(Buffer.from(await signEd25519(message, jwk)).toString('hex')).toBe(vector.signature)
  expect(await verifyEd25519(signature, message, key)).toBe(true)
  expect(await verifyAsync(signature, message, key, { zip215: false })).toBe(true)
  signature[0] ^= 1
  expect(await verifyEd25519(signature, message, key)).toBe(false)
  expect(await verifyAsync(signature, message, key, { zip215: false })).toBe(false)
})

test("encodes what is signed as DSSE's vector", () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', utf8('hello world'))
  const expected = 'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
  expect(new TextDecoder().decode(encoded)).toBe(expected)
  expect(preAuthEncoding('é', utf8('')).length).toBe('DSSEv1 2 xx 0 '.length)
})

test('an envelope holds the exact bytes, and says who signed', async () => {
  const envelope = await signEnvelope(manifest, [one.jwk, two.jwk])
  expect(envelope).toEqual(await signEnvelope(manifest, [one.jwk, two.jwk]))
  const json = JSON.parse(new TextDecoder().decode(envelope))
  expect(json.payloadType).toBe('application/vnd.tacit.manifest+json')
  expect(Buffer.from(json.payload, 'base64').equals(manifest)).toBe(true)
  const keyids = await Promise.all(
    [one, two].map(async ({ pin }) => (await parsePublicKey(pin)).keyid),
  )
  expect(await verifyEnvelope(envelope, [one.pin])).toEqual({ manifest, keyids: [keyids[0]] })
  expect(await verifyEnvelope(envelope, [two.pin, one.pin])).toEqual({
    manifest,
    keyids: [keyids[1], keyids[0]],
  })
  expect(keyids[0]).toBe(await keyidOf(hex(RFC8032[0].key)))
  expect(keyids[0]).toMatch(/^[0-9a-f]{16}$/)
})

/** An envelope as JSON, to be damaged. */
interface Loose {
  payload: string
  payloadType: string
  signatures: { keyid?: string; sig: string }[]
}

/** An envelope of key one with some fields changed. */
async function changed(change: (json: Loose) => void): Promise<Uint8Array> {
  const json = JSON.parse(new TextDecoder().decode(await signEnvelope(manifest, [one.jwk])))
  change(json)
  return utf8(JSON.stringify(json))
}

test.each([
  ['without keyid', (json) => delete json.signatures[0].keyid],
  ['with a foreign keyid', (json) => (json.signatures[0].keyid = 'root')],
  ['with unknown fields', (json) => Object.assign(json, { more: 1 })],
  ['in base64url', (json) => (json.payload = Buffer.from(manifest).toString('base64url'))],
] as [string, (json: Loose) => void][])('is accepted %s', async (_, change) => {
  expect((await verifyEnvelope(await changed(change), [one.pin])).manifest).toEqual(manifest)
})

const other = Buffer.from('{"sequence":2}').toString('base64')
test.each([
  ['sign/tampered', (json) => (json.payload = other)],
  ['sign/tampered', (json) => (json.signatures[0].sig = btoa('x'.repeat(64)))],
  ['sign/tampered', (json) => (json.signatures[0].sig = '')],
  ['sign/unsigned', (json) => (json.signatures = [])],
  [
    'sign/unsigned',
    (json) => {
      json.payload = other
      json.signatures[0].keyid = ''
    },
  ],
  ['sign/envelope', (json) => (json.payloadType = 'application/json')],
  ['sign/envelope', (json) => (json.payload = '§')],
  ['sign/envelope', (json) => Reflect.deleteProperty(json, 'signatures')],
  ['sign/envelope', (json) => (json.signatures = Array(99).fill(json.signatures[0]))],
] as [string, (json: Loose) => void][])('is refused as %s', async (code, change) => {
  await expect(verifyEnvelope(await changed(change), [one.pin])).rejects.toMatchObject({ code })
})

test('is refused as no envelope, for other keys, and for pinned keys that are none', async () => {
  for (const text of ['', 'null', '[]', '{}', new TextDecoder().decode(manifest)])
    await expect(verifyEnvelope(utf8(text), [one.pin])).rejects.toMatchObject({
      code: 'sign/envelope',
    })
  const envelope = await signEnvelope(manifest, [one.jwk])
  for (const keys of [[two.pin], []])
    await expect(verifyEnvelope(envelope, keys)).rejects.toMatchObject({ code: 'sign/unsigned' })
  for (const key of ['', 'ed25519:', 'ed25519:AAAA', `rsa:${one.pin}`, `${one.pin}AA`])
    await expect(verifyEnvelope(envelope, [key])).rejects.toMatchObject({ code: 'sign/key' })
  expect(readEnvelope(envelope).manifest).toEqual(manifest)
  expect(PAYLOAD_TYPE).toBe('application/vnd.tacit.manifest+json')
})
