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
import { RFC8032 } from './rfc8032.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const url = (text: string) => Buffer.from(text, 'hex').toString('base64url')

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
  signature[0] ^= 1
  expect(await verifyEd25519(signature, message, key)).toBe(false)
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
