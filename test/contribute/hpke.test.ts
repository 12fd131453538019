import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke'
import { expect, it } from 'vitest'
import { openerFor, sealerTo } from '../../contribute/hpke.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (given: Uint8Array) => Buffer.from(given).toString('hex')

/** RFC 9180, A.3.1.1: first message. */
const VECTOR = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  ephemeral: '4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb',
  encapsulated:
    '04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9' +
    '8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4',
  recipient: 'f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2',
  public:
    '04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82' +
    '6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0',
  plaintext: '4265617574792069732074727574682c20747275746820626561757479',
  aad: '436f756e742d30',
  ciphertext:
    '5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f' +
    '9076ac232e3ab2523f39513434',
}
const info = bytes(VECTOR.info)
const library = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM)
const message = bytes(VECTOR.plaintext)

async function pairOf(privateHex: string): Promise<CryptoKeyPair> {
  const key = bytes(privateHex)
  const privateKey = (await library.DeserializePrivateKey(key, true)) as CryptoKey
  const { x, y } = await crypto.subtle.exportKey('jwk', privateKey)
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const jwk = { kty: 'EC', crv: 'P-256', x, y }
  return { privateKey, publicKey: await crypto.subtle.importKey('jwk', jwk, curve, true, []) }
}

it('seals and opens the vector of RFC 9180', async () => {
  const seal = await sealerTo(bytes(VECTOR.public), info)
  const sealed = await seal(message, bytes(VECTOR.aad), await pairOf(VECTOR.ephemeral))
  expect(hex(sealed.encapsulated)).toBe(VECTOR.encapsulated)
  expect(hex(sealed.ciphertext)).toBe(VECTOR.ciphertext)

  const { privateKey } = await pairOf(VECTOR.recipient)
  const open = await openerFor(privateKey, bytes(VECTOR.public), info)
  expect(await open(sealed, bytes(VECTOR.aad))).toEqual(message)
})

it('opens what the library seals, and the library opens what it seals', async () => {
  const keys = await library.GenerateKeyPair(true)
  const recipient = await library.SerializePublicKey(keys.publicKey)
  const seal = await sealerTo(recipient, info)
  const open = await openerFor(keys.privateKey as CryptoKey, recipient, info)
  for (const length of [0, 1, 380]) {
    const plaintext = crypto.getRandomValues(new Uint8Array(length))
    const ours = await seal(plaintext)
    expect(await library.Open(keys, ours.encapsulated, ours.ciphertext, { info })).toEqual(
      plaintext,
    )
    const theirs = await library.Seal(keys.publicKey, plaintext, { info })
    const { encapsulatedSecret: encapsulated, ciphertext } = theirs
    expect(await open({ encapsulated, ciphertext })).toEqual(plaintext)
  }
})

it('takes a key of its own for every message', async () => {
  const seal = await sealerTo(bytes(VECTOR.public), info)
  const keys = await Promise.all(Array.from({ length: 8 }, () => seal(message)))
  expect(new Set(keys.map(({ encapsulated }) => hex(encapsulated))).size).toBe(8)
})

it('refuses another key, info or text, and what is no point of the curve', async () => {
  const { privateKey } = await pairOf(VECTOR.recipient)
  const recipient = bytes(VECTOR.public)
  const sealed = await (await sealerTo(recipient, info))(message)
  const open = await openerFor(privateKey, recipient, info)
  expect(await open(sealed)).toEqual(message)

  const stranger = await pairOf(VECTOR.ephemeral)
  const other = await openerFor(stranger.privateKey, recipient, info)
  await expect(other(sealed)).rejects.toThrow()
  const elsewhere = await openerFor(privateKey, recipient, bytes('00'))
  await expect(elsewhere(sealed)).rejects.toThrow()
  await expect(open(sealed, bytes('00'))).rejects.toThrow()
  for (let at = 0; at < sealed.ciphertext.length; at++) {
    const ciphertext = sealed.ciphertext.slice()
    ciphertext[at] ^= 1
    await expect(open({ ...sealed, ciphertext })).rejects.toThrow()
  }
  const off = sealed.encapsulated.slice()
  off[64] ^= 1
  await expect(open({ ...sealed, encapsulated: off })).rejects.toThrow()
  await expect(sealerTo(off, info)).rejects.toThrow()
})
