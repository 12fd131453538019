import { DLEQProof, Evaluation, Oprf, VOPRFClient, VOPRFServer } from '@cloudflare/voprf-ts'
import { CryptoNoble } from '@cloudflare/voprf-ts/crypto-noble'
import { expect, it } from 'vitest'
import {
  blindInput,
  evaluate,
  evaluateInput,
  finalize,
  newEpochKey,
} from '../../contribute/index.ts'
import { KEY, VECTORS } from './rfc9497.ts'

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hex = (given: Uint8Array) => Buffer.from(given).toString('hex')
const key = { secret: bytes(KEY.secret), public: bytes(KEY.public) }

it.each(VECTORS)('evaluates and finalizes RFC 9497, A.1.2: $inputs', (vector) => {
  expect(evaluate(key, vector.blinded.map(bytes)).evaluated.map(hex)).toEqual(vector.evaluated)
  const blinded = vector.inputs.map((input, n) => ({
    input: bytes(input),
    blind: bytes(vector.blinds[n]),
    blinded: bytes(vector.blinded[n]),
  }))
  const outputs = finalize(blinded, vector.evaluated.map(bytes), bytes(vector.proof), key.public)
  expect(outputs.map(hex)).toEqual(vector.outputs)
  expect(vector.inputs.map((input) => hex(evaluateInput(key, bytes(input))))).toEqual(
    vector.outputs,
  )
})

it('gives the output of the vectors, whatever the blind', () => {
  const blinded = [blindInput(bytes('00')), blindInput(bytes('00'))]
  expect(hex(blinded[0].blinded)).not.toBe(hex(blinded[1].blinded))
  const { evaluated, proof } = evaluate(
    key,
    blinded.map((each) => each.blinded),
  )
  const outputs = finalize(blinded, evaluated, proof, key.public)
  expect(outputs.map(hex)).toEqual([VECTORS[0].outputs[0], VECTORS[0].outputs[0]])
})

it('agrees with @cloudflare/voprf-ts as client and as server', async () => {
  Oprf.Crypto = CryptoNoble
  const suite = Oprf.Suite.RISTRETTO255_SHA512
  const theirs = new VOPRFServer(suite, key.secret)
  const inputs = ['00', 'ff00'].map(bytes)
  const expected = await Promise.all(inputs.map((input) => theirs.evaluate(input)))

  const client = new VOPRFClient(suite, key.public)
  const [state, request] = await client.blind(inputs)
  const ours = evaluate(
    key,
    request.blinded.map((element) => element.serialize()),
  )
  const group = request.blinded[0].g
  const elements = ours.evaluated.map((each) => group.desElt(each))
  const proof = DLEQProof.deserialize(group.id, ours.proof)
  const outputs = await client.finalize(state, new Evaluation(Oprf.Mode.VOPRF, elements, proof))
  expect(outputs.map(hex)).toEqual(expected.map(hex))
})

it('refuses an answer by another key, by no key, and of another length', () => {
  const blinded = ['00', '01'].map((each) => blindInput(bytes(each)))
  const elements = blinded.map((each) => each.blinded)
  const other = newEpochKey()
  const { evaluated, proof } = evaluate(other, elements)
  const refused = expect.objectContaining({ code: 'contribute/proof' })
  const given = [
    () => finalize(blinded, evaluated, proof, key.public),
    () => finalize(blinded, [evaluated[1], evaluated[0]], proof, other.public),
    () => finalize(blinded, elements, proof, other.public),
    () => finalize(blinded, evaluated.slice(1), proof, other.public),
    () =>
      finalize(
        blinded,
        evaluated,
        proof.map((byte) => byte ^ 1),
        other.public,
      ),
    () => finalize(blinded, [new Uint8Array(32), evaluated[1]], proof, other.public),
  ]
  for (const each of given) expect(each).toThrow(refused)
  expect(finalize(blinded, evaluated, proof, other.public)).toHaveLength(2)
})

/** RFC 9496, A.2 and A.3: the identity, and encodings that must be refused. */
const BAD_POINTS = {
  'the identity': '00'.repeat(32),
  'a field element that is not canonical': `${'ff'.repeat(31)}7f`,
  'a negative field element': `01${'00'.repeat(31)}`,
  'a non-square': '26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371',
  'too few bytes': '00'.repeat(31),
}

it.each(Object.entries(BAD_POINTS))('evaluates nothing for %s', (_, point) => {
  const good = blindInput(bytes('00')).blinded
  expect(() => evaluate(key, [good, bytes(point)])).toThrow(
    expect.objectContaining({ code: 'contribute/element' }),
  )
})
