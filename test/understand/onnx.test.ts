import * as ort from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { embedTokens, layoutOf, readNetwork, readTokens } from '../../engine/index.ts'
import { createRandom } from '../../training/random.ts'
import { networkOnnx } from '../../training/understand/onnx.ts'
import { packNetwork } from '../../training/understand/pack.ts'

function randomNetwork(dilations: number[], chain = true, bits: 4 | 8 = 8) {
  const [words, intents, tags] = [
    ['red', 'boots'],
    ['find', 'exclude'],
    ['O', 'B-c', 'I-c'],
  ]
  const sizes = {
    ...{ buckets: 64, width: 8, hidden: 16, dilations, chain },
    ...{ words: 1 + words.length, intents: intents.length, tags: tags.length },
  }
  const random = createRandom(3)
  const member = () =>
    Object.fromEntries(
      layoutOf(sizes).map(({ name, rows, cols }) => [
        name,
        Float32Array.from({ length: rows * cols }, () => random.normal()),
      ]),
    )
  const members = [member(), member()]
  return readNetwork(packNetwork({ sizes, words, intents, tags, members, bits }))
}

test.for([true, false])('the ONNX form answers as the engine does, chain %s', async (chain) => {
  const network = randomNetwork([], chain)
  const session = await ort.InferenceSession.create(await networkOnnx(network))
  for (const tokens of [['boots'], 'red boots and no leather ones under 20'.split(' ')]) {
    const inputs = embedTokens(network, tokens).map((x, n) => [
      `x${n}`,
      new ort.Tensor('float32', x, [tokens.length, 8]),
    ])
    const { clause, bound, tags } = await session.run(Object.fromEntries(inputs))
    const reading = readTokens(network, tokens)
    const near = (a: ArrayLike<number>, b: ArrayLike<number>) => {
      expect(a.length).toBe(b.length)
      for (let n = 0; n < a.length; n++) expect(a[n]).toBeCloseTo(b[n], 5)
    }
    near(clause.data as Float32Array, reading.clause)
    near(tags.data as Float32Array, reading.tags)
    near(
      tokens.map((_, t) => Number(bound.data[2 * t + 1])),
      reading.begins,
    )
  }
})

test('a network with convolutions has no ONNX form', async () => {
  await expect(networkOnnx(randomNetwork([1]))).rejects.toThrow('train it without')
})

test('weights of four bits are near those of eight', () => {
  const [four, eight] = [4, 8].map((bits) => randomNetwork([], true, bits as 4 | 8))
  for (const [name, { rows, cols, data }] of Object.entries(four.members[1])) {
    const exact = eight.members[1][name].data
    for (let r = 0; r < rows; r++) {
      const [a, b] = [data, exact].map((all) => all.subarray(r * cols, (r + 1) * cols))
      const largest = Math.max(...b.map(Math.abs))
      if (rows > 1) expect(new Set(a.map(Math.abs)).size).toBeLessThanOrEqual(8)
      for (const [c, x] of a.entries()) expect(Math.abs(x - b[c])).toBeLessThan(largest / 2)
    }
  }
})
