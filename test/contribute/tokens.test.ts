import { expect, it } from 'vitest'
import {
  type Context,
  canName,
  decodeToken,
  emptySlot,
  encodeToken,
  type Token,
} from '../../contribute/index.ts'

const context: Context = {
  catalogue: 'shop',
  epoch: 2950,
  threshold: 10,
  clusters: new Uint8Array(32).fill(7),
}
const token: Token = { layer: 'item-item', i: 'a', j: 'b' }
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('encodes version, layer, epoch, k, clusters, then texts with their lengths', () => {
  const head = ['0100', '00000b86', '000a', '07'.repeat(32)].join('')
  const texts = '0473686f70' + '0161' + '0162'
  expect(text(encodeToken(context, token))).toBe((head + texts).padEnd(512, '0'))
})

const TOKENS: Token[] = [
  token,
  { layer: 'item-item', i: 'b', j: 'a' },
  { layer: 'item-cluster', i: 'a', j: 'b' },
  { layer: 'cluster-item', i: 'a', j: 'b' },
  { layer: 'item-item', i: 'ab', j: 'c' },
  { layer: 'item-item', i: 'a', j: 'bc' },
  { layer: 'item-item', i: 'a\0', j: 'b' },
  { layer: 'item-item', i: 'a', j: '\0b' },
  { layer: 'item-item', i: '\ufeffa', j: 'b' },
  { layer: 'item-item', i: 'é', j: 'e\u0301' },
  { layer: 'item-item', i: '0'.repeat(72), j: '💡'.repeat(18) },
]

it('gives different tokens different encodings of one length, and reads them again', () => {
  const encoded = TOKENS.map((each) => encodeToken(context, each))
  expect(new Set(encoded.map(text)).size).toBe(TOKENS.length)
  expect(new Set(encoded.map((each) => each.length))).toEqual(new Set([256]))
  expect(encoded.map((each) => decodeToken(context, each))).toEqual(TOKENS)
})

const CONTEXTS: Record<string, Context> = {
  catalogue: { ...context, catalogue: 'shoq' },
  epoch: { ...context, epoch: 2951 },
  threshold: { ...context, threshold: 5 },
  clusters: { ...context, clusters: new Uint8Array(32).fill(8) },
}

it.each(Object.entries(CONTEXTS))('gives nothing in common with another %s', (_, other) => {
  expect(text(encodeToken(other, token))).not.toBe(text(encodeToken(context, token)))
  expect(decodeToken(other, encodeToken(context, token))).toBeNull()
})

it.each(['', 'x'.repeat(73), '💡'.repeat(19), '\ud800'])('cannot name %j', (id) => {
  expect(canName(id)).toBe(false)
  expect(() => encodeToken(context, { ...token, j: id })).toThrow(
    expect.objectContaining({ code: 'contribute/token' }),
  )
})

it('reads nothing else: empty slots, other lengths, unknown versions, bytes in the padding', () => {
  const encoded = encodeToken(context, token)
  const changed = (at: number, value: number) => Uint8Array.from(encoded).fill(value, at, at + 1)
  const bad = [
    emptySlot(context),
    encoded.subarray(1),
    new Uint8Array(0),
    changed(0, 2),
    changed(1, 3),
    changed(255, 1),
    changed(40, 255),
    changed(45, 0),
  ]
  expect(bad.map((each) => decodeToken(context, each))).toEqual(bad.map(() => null))
})

it('fills two empty slots differently', () => {
  expect(text(emptySlot(context))).not.toBe(text(emptySlot(context)))
})
