import { type EncodedEvent, encode, gather, pooledScores } from '@tacit-rec/engine'
import { type LoadedPack, OPSET, type Pool } from '@tacit-rec/pack'
import onnxProto from 'onnx-proto'
import * as ort from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { scorerOnnx, studentOnnx } from '../../training/export/index.ts'
import { randomHistory } from '../engine/random-history.ts'
import { randomPack, seeded } from '../pack/random-pack.ts'

const { onnx } = onnxProto

const ON_WEBGPU =
  'Add Cast Div Exp Gather Gemm GreaterOrEqual Log MatMul Mul ReduceMax ReduceMean ReduceSum Relu ' +
  'Reshape Softmax Sqrt Sub Where'

const FLOAT = 1
const INT32 = 6

async function packOf(seed: number, pool: Pool = 'max') {
  const kinds = [
    { name: 'view', weight: 1 },
    { name: 'cart', weight: 2 },
    { name: 'buy', weight: 3 },
  ]
  const shape = { seed, pool, kinds, items: 60, dim: 16, intents: 4, history: 12 }
  return (await randomPack(shape)).loaded
}

const studentOf = ({ weights, manifest }: LoadedPack) =>
  studentOnnx(weights, { ...manifest, kinds: manifest.kinds.length })

async function runStudent(pack: LoadedPack, session: ort.InferenceSession, events: EncodedEvent[]) {
  const { history, dim } = pack.manifest
  const { vectors, kinds, ages, mask } = gather(pack, events)
  const output = await session.run({
    vectors: new ort.Tensor('float32', vectors, [1, history, dim]),
    kinds: new ort.Tensor('int32', kinds, [1, history]),
    ages: new ort.Tensor('float32', ages, [1, history]),
    mask: new ort.Tensor('float32', mask, [1, history]),
  })
  return output as Record<'intents' | 'attention', ort.TypedTensor<'float32'>>
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let most = 0
  for (let n = 0; n < a.length; n++) {
    const gap = Math.abs(a[n] - b[n])
    // A comparison with NaN is false.
    if (!(gap <= most)) most = gap
  }
  return most
}

const describeValue = ({ name, type }: InstanceType<typeof onnx.ValueInfoProto>) => [
  name,
  type!.tensorType!.elemType,
  type!.tensorType!.shape!.dim!.map(({ dimValue, dimParam }) => dimParam || Number(dimValue)),
]

function decoded(bytes: Uint8Array) {
  const model = onnx.ModelProto.decode(bytes)
  const graph = model.graph!
  return {
    ir: Number(model.irVersion),
    opset: model.opsetImport.map(({ domain, version }) => [domain, Number(version)]),
    inputs: graph.input!.map((value) => describeValue(value as never)),
    outputs: graph.output!.map((value) => describeValue(value as never)),
    operators: new Set(graph.node!.map(({ opType }) => opType as string)),
    parameters: Object.fromEntries(graph.initializer!.map((t) => [t.name, t.dims!.map(Number)])),
  }
}

test('the decoded student has the expected inputs and outputs', async () => {
  const pack = await packOf(1)
  const model = decoded(await studentOf(pack))
  expect(model.ir).toBe(8)
  expect(model.opset).toEqual([['', OPSET]])
  expect(model.inputs).toEqual([
    ['vectors', FLOAT, [1, 12, 16]],
    ['kinds', INT32, [1, 12]],
    ['ages', FLOAT, [1, 12]],
    ['mask', FLOAT, [1, 12]],
  ])
  expect(model.outputs).toEqual([
    ['intents', FLOAT, [4, 16]],
    ['attention', FLOAT, [4, 12]],
  ])
  expect(model.parameters).toMatchObject({ query: [4, 16], position: [4, 12], kind: [4, 3] })
  for (const operator of model.operators) expect(ON_WEBGPU.split(' ')).toContain(operator)
})

test.each([
  'max',
  'logsumexp',
  'mean',
] as const)('the decoded %s scorer has the expected inputs and outputs', async (pool) => {
  const bytes = await scorerOnnx({ pool, temperature: 0.15, intents: 4, dim: 16 })
  const model = decoded(bytes)
  expect(bytes.length).toBeLessThan(800)
  expect(model.opset).toEqual([['', OPSET]])
  expect(model.inputs).toEqual([
    ['intents', FLOAT, [4, 16]],
    ['table', FLOAT, ['N', 16]],
  ])
  expect(model.outputs).toEqual([['scores', FLOAT, ['N']]])
  for (const operator of model.operators) expect(ON_WEBGPU.split(' ')).toContain(operator)
})

test('the runtime encodes as the engine does', async () => {
  for (const seed of [1, 2, 3]) {
    const pack = await packOf(seed)
    const session = await ort.InferenceSession.create(await studentOf(pack))
    const random = seeded(seed)
    for (const length of [1, 2, 3, 5, 8, 11, 12, 13, 30]) {
      const events = randomHistory(pack.manifest, length, random)
      const expected = encode(pack, events)
      const { intents, attention } = await runStudent(pack, session, events)
      expect(largestGap(intents.data, expected.intents)).toBeLessThan(1e-5)
      expect(largestGap(attention.data, expected.attention)).toBeLessThan(1e-5)
      expect(intents.dims).toEqual([4, 16])
    }
    for (const age of [-1, 0, 0.001, 30, 20_000]) {
      const events = [
        { item: 3, kind: 1, age },
        { item: 9, kind: 0, age: 0 },
      ]
      const { intents } = await runStudent(pack, session, events)
      expect(largestGap(intents.data, encode(pack, events).intents)).toBeLessThan(1e-5)
    }
    await session.release()
  }
})

test('nothing but padding gives zeros, never NaN', async () => {
  const pack = await packOf(4)
  const session = await ort.InferenceSession.create(await studentOf(pack))
  const { intents, attention } = await runStudent(pack, session, [])
  expect(new Set(intents.data)).toEqual(new Set([0]))
  expect(new Set(attention.data)).toEqual(new Set([0]))
})

test.each([
  'max',
  'logsumexp',
  'mean',
] as const)('the runtime pools by %s as the engine does', async (pool) => {
  const pack = await packOf(5, pool)
  const { dim, intents, items } = pack.manifest
  const table = Float32Array.from(
    pack.items.vectors,
    (v, n) => v * pack.items.scale[Math.floor(n / dim)],
  )
  for (const temperature of [0.01, 0.2, 1]) {
    pack.manifest.score.temperature = temperature
    const session = await ort.InferenceSession.create(
      await scorerOnnx({ pool, temperature, intents, dim }),
    )
    for (const length of [1, 4, 12]) {
      const user = encode(pack, randomHistory(pack.manifest, length, seeded(length))).intents
      const { scores } = await session.run({
        intents: new ort.Tensor('float32', user, [intents, dim]),
        table: new ort.Tensor('float32', table, [items, dim]),
      })
      expect(scores.dims).toEqual([items])
      const gap = largestGap(scores.data as Float32Array, pooledScores(pack, user))
      expect(gap).toBeLessThan(1e-5)
    }
    await session.release()
  }
})

test('the same weights give the same bytes', async () => {
  const pack = await packOf(6)
  expect(await studentOf(pack)).toEqual(await studentOf(pack))
})

test('weights that do not fit the shape are refused', async () => {
  const { weights } = await packOf(7)
  const wrong = { intents: 4, dim: 16, history: 12, kinds: 2 }
  await expect(studentOnnx(weights, wrong)).rejects.toThrow('kind: 12 values do not fill [4, 2]')
})
