import { generateKeyPairSync } from 'node:crypto'
import {
  formatPublicKey,
  fromBase64,
  keyidOf,
  type Manifest,
  type PrivateKey,
  sha256Hex,
  signEnvelope,
} from '@tacit-rec/pack'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { verifyAnywhere } from '../../client/ed25519.ts'
import {
  judge,
  judgeHeld,
  NO_TRUST,
  readTrust,
  type TrustOptions,
  type TrustState,
} from '../../client/trust.ts'
import { randomPack, seeded } from '../pack/random-pack.ts'
import { RFC8032 } from '../pack/sign/rfc8032.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-06-01T00:00:00Z')
const key = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }) as PrivateKey
const pin = ({ x }: PrivateKey) => formatPublicKey(fromBase64(x))
const [old, young] = [key(), key()]
let base: Manifest

beforeAll(async () => {
  base = (await randomPack({ items: 10, dim: 8, intents: 2 })).manifest
})

const bytesOf = (fields: object) => new TextEncoder().encode(JSON.stringify({ ...base, ...fields }))
const hashOf = (fields: object) => sha256Hex(bytesOf(fields))
const signed = (fields: object, keys = [old]) => signEnvelope(bytesOf(fields), keys)
const options = (more: TrustOptions = {}): TrustOptions => ({ keys: [pin(old)], now: NOW, ...more })

/** The state of a device that has taken these manifests, in this order. */
async function after(...manifests: Uint8Array[]): Promise<TrustState> {
  let state = NO_TRUST
  for (const bytes of manifests) {
    const judged = await judge(bytes, state, options())
    expect(judged.verdict).toBe('take')
    state = JSON.parse(JSON.stringify(judged.state))
  }
  return state
}

test('takes a signed manifest with its exact bytes, fields of later versions included', async () => {
  const fields = { sequence: 3, later: { more: [1] } }
  const judged = await judge(await signed(fields), NO_TRUST, options())
  expect(judged).toMatchObject({ verdict: 'take', stale: false, manifest: { sequence: 3 } })
  expect('bytes' in judged && judged.bytes).toEqual(bytesOf(fields))
  const keyid = await keyidOf(fromBase64(old.x))
  expect(judged.state).toEqual({
    seen: { [keyid]: { sequence: 3, hashes: [[3, await hashOf(fields)]] } },
    coins: {},
  })
})

describe('a device that has seen 5 and 7', () => {
  let state: TrustState
  beforeAll(async () => {
    state = await after(await signed({ sequence: 5 }), await signed({ sequence: 7 }))
  })

  test.each([
    ['take', { sequence: 7 }],
    ['take', { sequence: 8 }],
    ['take', { sequence: 28, previous: 'f'.repeat(64) }],
    ['rolled-back', { sequence: 6 }],
    ['rolled-back', { sequence: 5 }],
    ['forked', { sequence: 7, name: 'another' }],
    ['forked', { sequence: 5, name: 'another' }],
    ['forked', { sequence: 8, previous: 'f'.repeat(64) }],
  ])('%s: %o', async (expected, fields) => {
    const judged = await judge(await signed(fields), state, options())
    expect('reason' in judged ? judged.reason : judged.verdict).toBe(expected)
    if (judged.verdict === 'refuse') expect(judged.state).toBe(state)
  })

  test('a chain by the hash of the manifest before', async () => {
    const next = await signed({ sequence: 8, previous: await hashOf({ sequence: 7 }) })
    expect(await judge(next, state, options())).toMatchObject({ verdict: 'take' })
  })
})

test.each([
  ['unsigned', async () => null],
  ['unsigned', async () => signed({ sequence: 1 }, [young])],
  ['tampered', async () => bytesOf({ sequence: 1 })],
  [
    'tampered',
    async () => {
      const json = JSON.parse(new TextDecoder().decode(await signed({ sequence: 1 })))
      json.payload = btoa(JSON.stringify({ ...base, sequence: 2 }))
      return new TextEncoder().encode(JSON.stringify(json))
    },
  ],
  ['invalid', async () => signed({ sequence: 1, format: 99 })],
])('refuses what is %s', async (reason, make) => {
  const judged = await judge(await make(), NO_TRUST, options())
  expect(judged).toMatchObject({ verdict: 'refuse', reason, state: NO_TRUST })
})

test('rotation by overlap; a new key undoes a sequence that a stolen one raised', async () => {
  const state = await after(await signed({ sequence: 1 }), await signed({ sequence: 2 ** 40 }))
  const both = await signed({ sequence: 2 }, [old, young])
  const both40 = await signed({ sequence: 2 ** 40 + 1 }, [old, young])
  const alone = await signed({ sequence: 2 }, [young])
  const pins = (...keys: PrivateKey[]) => options({ keys: keys.map(pin) })
  expect(await judge(both, state, pins(old, young))).toMatchObject({ reason: 'rolled-back' })
  expect(await judge(both40, state, pins(old))).toMatchObject({ verdict: 'take' })
  expect(await judge(alone, state, pins(old))).toMatchObject({ reason: 'unsigned' })
  expect(await judge(both, state, pins(young))).toMatchObject({ verdict: 'take' })
  const repaired = await judge(alone, state, pins(old, young))
  expect(repaired).toMatchObject({ verdict: 'take' })
  // Both keys remember: what was signed by both cannot roll back the old one's chain.
  const rotated = await judge(both40, state, pins(old, young))
  expect(Object.values(rotated.state.seen).map(({ sequence }) => sequence)).toEqual([
    2 ** 40 + 1,
    2 ** 40 + 1,
  ])
})

test('expired: ranks as stale where it is all there is, unless the page refuses it', async () => {
  const expires = new Date(NOW - DAY).toISOString()
  const bytes = await signed({ sequence: 1, expires })
  expect(await judge(bytes, NO_TRUST, options())).toMatchObject({ verdict: 'take', stale: true })
  const refused = { verdict: 'refuse', reason: 'expired' }
  expect(await judge(bytes, NO_TRUST, options({ expired: 'refuse' }))).toMatchObject(refused)
  expect(await judge(bytes, NO_TRUST, options({ held: base }))).toMatchObject(refused)
  const held = { ...base, expires }
  expect(await judge(bytes, NO_TRUST, options({ held }))).toMatchObject({ stale: true })
  expect(await judgeHeld(bytes, NO_TRUST, options())).toMatchObject({ stale: true })
  expect(await judgeHeld(bytes, NO_TRUST, options({ expired: 'refuse' }))).toMatchObject(refused)
  const later = options({ now: NOW - 2 * DAY })
  expect(await judgeHeld(bytes, NO_TRUST, later)).toMatchObject({ verdict: 'take', stale: false })
})

test('what is held is verified again, without its place in the chain', async () => {
  const state = await after(await signed({ sequence: 1 }), await signed({ sequence: 2 }))
  const first = await signed({ sequence: 1 })
  expect(await judgeHeld(first, state, options())).toMatchObject({ verdict: 'take' })
  const unpinned = options({ keys: [pin(young)] })
  expect(await judgeHeld(first, state, unpinned)).toMatchObject({ reason: 'unsigned' })
})

test('pages that pin no key read bare manifests, and only a leap can be taken back', async () => {
  const bare = { now: NOW }
  let { state } = await judge(bytesOf({ sequence: 9 }), NO_TRUST, bare)
  expect(await judge(bytesOf({ sequence: 8 }), state, bare)).toMatchObject({
    reason: 'rolled-back',
  })
  const another = bytesOf({ sequence: 9, name: 'another' })
  expect(await judge(another, state, bare)).toMatchObject({ verdict: 'take' })
  ;({ state } = await judge(bytesOf({ sequence: Number.MAX_SAFE_INTEGER }), state, bare))
  const repaired = await judge(bytesOf({ sequence: 10 }), state, bare)
  expect(repaired).toMatchObject({ verdict: 'take' })
  expect(repaired.state.seen[''].sequence).toBe(10)
})

describe('a staged rollout', () => {
  const rolling = (sequence: number, share: number) => signed({ sequence, rollout: { share } })

  test('asks a coin once per manifest, and only where there is a pack to keep', async () => {
    const random = vi.fn(() => 0.4)
    const bytes = await rolling(2, 0.3)
    const first = await judge(bytes, NO_TRUST, options({ random }))
    expect(first).toMatchObject({ verdict: 'take' })
    expect(random).not.toHaveBeenCalled()
    const waiting = await judge(bytes, NO_TRUST, options({ held: base, random }))
    expect(waiting).toMatchObject({ verdict: 'wait' })
    random.mockReturnValue(0)
    const again = await judge(bytes, waiting.state, options({ held: base, random }))
    expect(again).toMatchObject({ verdict: 'wait' })
    expect(random).toHaveBeenCalledTimes(1)
    const next = await judge(await rolling(3, 0.3), again.state, options({ held: base, random }))
    expect(next).toMatchObject({ verdict: 'take' })
    expect(
      await judge(await rolling(4, 1), next.state, options({ held: base, random: () => 1 })),
    ).toMatchObject({ verdict: 'take' })
  })

  test('two rollouts are uncorrelated over 10,000 devices', async () => {
    const seed = 20_260_601
    const random = seeded(seed)
    const bare = { held: base, now: NOW, random }
    const [a, b] = [2, 3].map((sequence) => bytesOf({ sequence, rollout: { share: 0.3 } }))
    const n = 10_000
    let [x, y, xy] = [0, 0, 0]
    for (let device = 0; device < n; device++) {
      const one = await judge(a, NO_TRUST, bare)
      const two = await judge(b, one.state, bare)
      const [took, tookToo] = [one, two].map(({ verdict }) => Number(verdict === 'take'))
      x += took
      y += tookToo
      xy += took * tookToo
    }
    const [p, q] = [x / n, y / n]
    const phi = (xy / n - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q))
    console.log(`seed ${seed}: shares ${p} and ${q}, correlation ${phi.toFixed(4)}`)
    expect(Math.abs(p - 0.3)).toBeLessThan(0.02)
    expect(Math.abs(q - 0.3)).toBeLessThan(0.02)
    // Four standard deviations of a correlation of nothing, 1/√n.
    expect(Math.abs(phi)).toBeLessThan(0.04)
  })
})

test('a browser without Ed25519 verifies by the library', async () => {
  const lacking = vi
    .spyOn(crypto.subtle, 'importKey')
    .mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'))
  try {
    const bytes = await signEnvelopeWith(old)
    expect(await judge(bytes, NO_TRUST, options())).toMatchObject({ verdict: 'take' })
    for (const vector of RFC8032) {
      const [message, key, signature] = [vector.message, vector.key, vector.signature].map(
        (hex) => new Uint8Array(Buffer.from(hex, 'hex')),
      )
      expect(await verifyAnywhere(signature, message, key)).toBe(true)
      signature[0] ^= 1
      expect(await verifyAnywhere(signature, message, key)).toBe(false)
    }
    const foreign = await signEnvelopeWith(young)
    expect(await judge(foreign, NO_TRUST, options())).toMatchObject({ reason: 'unsigned' })
  } finally {
    lacking.mockRestore()
  }
})

test('a stored state that cannot be read starts anew', async () => {
  const state = await after(await signed({ sequence: 3 }))
  expect(readTrust(JSON.parse(JSON.stringify(state)))).toEqual(state)
  for (const damaged of [undefined, null, 1, 'x', [], {}, { seen: { a: 1 }, coins: {} }])
    expect(readTrust(damaged)).toEqual(NO_TRUST)
})

const envelopes = new Map<PrivateKey, Uint8Array>()
beforeAll(async () => {
  for (const key of [old, young]) envelopes.set(key, await signed({ sequence: 1 }, [key]))
})
/** Signed before the test takes WebCrypto's keys away. */
async function signEnvelopeWith(key: PrivateKey): Promise<Uint8Array> {
  return envelopes.get(key)!
}
