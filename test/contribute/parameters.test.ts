import { fromBase64, toBase64Url } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import {
  type Parameters,
  parseParameters,
  readParameters,
  signBytes,
  signParameters,
} from '../../contribute/index.ts'
import { parameters, WEEK } from './visitors.ts'

async function newSigner() {
  const keys = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])
  const jwk = (await crypto.subtle.exportKey('jwk', keys.privateKey)) as {
    kty: 'OKP'
    crv: 'Ed25519'
    x: string
    d: string
  }
  return { jwk, pinned: `ed25519:${jwk.x}` }
}

const signer = await newSigner()
const expected = { catalogue: 'shop', clusters: parameters.clusters, now: 100.5 * WEEK }
const { catalogue, epoch, key } = parameters
const signed = (changes: Partial<Parameters> = {}) =>
  signParameters({ ...parameters, ...changes }, signer.jwk)
const refused = (why: string) =>
  expect.objectContaining({
    code: 'contribute/parameters',
    message: expect.stringContaining(why),
  })

it('reads what the pinned key signed', async () => {
  expect(await readParameters(await signed(), signer.pinned, expected)).toEqual(parameters)
  const accepted = { catalogue, epoch, key }
  const again = await readParameters(await signed(), signer.pinned, expected, accepted)
  expect(again).toEqual(parameters)
})

const OTHER = toBase64Url(new Uint8Array(32).fill(9))
it.each<[string, Partial<Parameters>, string]>([
  ['another catalogue', { catalogue: 'other' }, 'catalogue "other"'],
  ['other clusters', { clusters: OTHER }, 'clusters of another pack'],
  ['an epoch that is over', { opens: 0, closes: 100 * WEEK }, 'not open'],
  ['an epoch to come', { opens: 101 * WEEK, closes: 102 * WEEK }, 'not open'],
  ['a second key', { key: OTHER }, 'a second key for epoch 100'],
  ['an earlier epoch', { epoch: 99 }, 'epoch 99, before 100'],
])('refuses %s', async (_, changes, why) => {
  const reading = readParameters(await signed(changes), signer.pinned, expected, {
    catalogue,
    epoch,
    key,
  })
  await expect(reading).rejects.toThrow(refused(why))
})

it('refuses an ε without sampling, and sampling without one', async () => {
  const leak = { epoch: 1.15, quarter: 3.75 }
  const read = async (changes: Partial<Parameters>) =>
    readParameters(await signed(changes), signer.pinned, expected)
  expect((await read({ sample: 0.1, leak })).leak).toEqual(leak)
  await expect(read({ leak })).rejects.toThrow(refused('an ε without sampling'))
  await expect(read({ sample: 0.1 })).rejects.toThrow(refused('no ε with sampling'))
})

it('refuses a k below the minimum, even if it is signed', async () => {
  await expect(signed({ threshold: 4 })).rejects.toThrow('from 5 to 256')
  const payload = new TextEncoder().encode(JSON.stringify({ ...parameters, threshold: 4 }))
  const type = 'application/vnd.tacit.contribute+json'
  const signature = await signBytes(type, payload, signer.jwk)
  const text = JSON.stringify({
    payload: toBase64Url(payload),
    signature: toBase64Url(signature),
  })
  const reading = readParameters(text, signer.pinned, expected)
  await expect(reading).rejects.toThrow(refused('bad threshold'))
})

it.each<[string, unknown]>([
  ['version', 2],
  ['catalogue', 'Shop'],
  ['epoch', 2 ** 32],
  ['epoch', 1.5],
  ['opens', -1],
  ['closes', '1'],
  ['key', 'AAAA'],
  ['key', toBase64Url(new Uint8Array(33))],
  ['key', 'é'.repeat(43)],
  ['threshold', 257],
  ['sample', 0],
  ['sample', 1.1],
  ['pairs', 101],
  ['measure', Number.NaN],
  ['clusters', null],
  ['seal', parameters.key],
  ['leak', undefined],
  ['leak', { epoch: 1 }],
  ['leak', { epoch: 1, quarter: 1001 }],
  ['evaluations', 0],
])('refuses a %s of %j', (name, value) => {
  const parse = () => parseParameters({ ...parameters, [name]: value })
  expect(parse).toThrow(refused(`bad ${name}`))
})

it('takes parameters without `measure` as 0, and leaves unknown fields out', () => {
  const { measure: _, ...older } = parameters
  expect(parseParameters({ ...older, later: 1 })).toEqual({ ...older, measure: 0 })
  expect(() => parseParameters(null)).toThrow(refused('bad version'))
})

it('refuses what is not signed, or signed by another key, or changed', async () => {
  const other = await newSigner()
  const text = await signed()
  const { payload, signature } = JSON.parse(text)
  const lower = new TextDecoder().decode(fromBase64(payload)).replace('"sample":1', '"sample":.5')
  const changed = JSON.stringify({
    payload: toBase64Url(new TextEncoder().encode(lower)),
    signature,
  })
  const cases: [string, string, string][] = [
    [text, other.pinned, 'not signed by the pinned key'],
    [changed, signer.pinned, 'not signed by the pinned key'],
    [JSON.stringify(parameters), signer.pinned, 'not signed'],
    ['', signer.pinned, 'not signed'],
    ['null', signer.pinned, 'not signed'],
  ]
  for (const [given, pinned, why] of cases)
    await expect(readParameters(given, pinned, expected)).rejects.toThrow(refused(why))
})
