import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../training/random.ts'
import {
  type CatalogueOptions,
  catalogueSoftmax,
  type Parameter,
  parameter,
  Tape,
} from '../../training/tensor/index.ts'
import { catalogueLoss } from './catalogue-reference.ts'
import { checkGradient } from './check-gradient.ts'
import { testRuntime } from './test-runtime.ts'

const runtime = await testRuntime()

/** One to three targets a row whose weights sum to 1, and a mask of some other items. */
function draw(batch: number, items: number, random: Random) {
  const targets = { offsets: [0], index: [] as number[], weight: [] as number[] }
  const mask = { offsets: [0], index: [] as number[] }
  for (let b = 0; b < batch; b++) {
    const order = [...random.shuffle(Int32Array.from({ length: items }, (_, i) => i))]
    const many = 1 + random.below(Math.min(3, items - 1))
    targets.index.push(...order.slice(0, many))
    targets.weight.push(...Array.from({ length: many }, () => 1 / many))
    targets.offsets.push(targets.index.length)
    mask.index.push(...order.slice(many, many + random.below(items - many)))
    mask.offsets.push(mask.index.length)
  }
  const ints = (values: number[]) => Int32Array.from(values)
  return {
    targets: {
      offsets: ints(targets.offsets),
      index: ints(targets.index),
      weight: Float32Array.from(targets.weight),
    },
    mask: { offsets: ints(mask.offsets), index: ints(mask.index) },
  }
}

interface Setting {
  batch: number
  items: number
  dim: number
  intents: number
  spread?: number
  biased?: boolean
  masked?: boolean
  tolerance?: number
}

function check(setting: Setting, rest: Partial<CatalogueOptions> & Pick<CatalogueOptions, 'pool'>) {
  const { batch, items, dim, intents, spread, biased = true, masked = true, tolerance } = setting
  const { targets, mask } = draw(batch, items, createRandom(11))
  const options: CatalogueOptions = { intents, temperature: 0.5, targets, ...rest }
  if (masked) options.mask = mask
  checkGradient(runtime, `${JSON.stringify(setting)} ${JSON.stringify(rest)}`, {
    shapes: [[batch * intents, dim], [items, dim], ...(biased ? [[items, 1] as const] : [])],
    spread,
    tolerance,
    engine: (tape, queries, table, bias?: Parameter) =>
      catalogueSoftmax(tape, { queries, items: table, bias: bias ?? null }, options),
    reference: (...inputs) => [catalogueLoss(options, dim, inputs[0], inputs[1], inputs[2])],
  })
}

const POOLS = ['max', 'logsumexp', 'mean'] as const

test.each(POOLS)('pool %s: one intent and four', (pool) => {
  for (const intents of [1, 4]) {
    check({ batch: 3, items: 17, dim: 8, intents }, { pool })
    check({ batch: 3, items: 17, dim: 8, intents, masked: false }, { pool })
    check({ batch: 3, items: 16, dim: 4, intents, biased: false }, { pool })
  }
})

test.each(POOLS)('pool %s: smoothing and weighted rows', (pool) => {
  for (const intents of [1, 3])
    check(
      { batch: 4, items: 19, dim: 12, intents },
      { pool, smoothing: 0.1, rowWeight: Float32Array.of(1, 0.25, 0, 3) },
    )
})

test.each(POOLS)('pool %s: more rows than one block holds', (pool) => {
  check({ batch: 71, items: 13, dim: 4, intents: 2 }, { pool })
})

test('wide rows, an odd width in vectors, a catalogue of two items', () => {
  check({ batch: 2, items: 9, dim: 300, intents: 2, spread: 0.3 }, { pool: 'logsumexp' })
  check({ batch: 3, items: 10, dim: 20, intents: 1 }, { pool: 'max' })
  check({ batch: 2, items: 2, dim: 4, intents: 1, masked: false }, { pool: 'max' })
})

test.each(POOLS)('pool %s: logits far apart lose nothing', (pool) => {
  // Scores of some hundreds: e^{x − max} is below every float32 for most items, targets among them.
  for (const intents of [1, 3])
    for (const smoothing of [0, 0.1])
      check(
        { batch: 3, items: 15, dim: 8, intents, spread: 5, tolerance: 3e-5 },
        { pool, smoothing, temperature: 0.2 },
      )
})

test('a bias of any size', () => {
  const mark = runtime.mark()
  const queries = parameter(runtime, 1, 4, [1, 0, 0, 0])
  const items = parameter(runtime, 3, 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  const targets = {
    offsets: Int32Array.of(0, 1),
    index: Int32Array.of(0),
    weight: Float32Array.of(1),
  }
  for (const [shift, far] of [
    [1000, 0],
    [-1000, 0],
    [0, 250],
  ]) {
    const bias = parameter(runtime, 3, 1, [shift, shift, shift + far])
    const tape = new Tape(runtime)
    const options = { intents: 1, pool: 'max', temperature: 0.5, targets } as const
    const loss = catalogueSoftmax(tape, { queries, items, bias }, options)
    // Logits 2, 0 and `far`, whatever the shift.
    const expected = Math.log(Math.exp(2 - far) + Math.exp(-far) + 1) + far - 2
    expect(loss.data[0]).toBeCloseTo(expected, 3)
    tape.reset()
  }
  runtime.release(mark)
})

test('masked items get no gradient at all', () => {
  const mark = runtime.mark()
  const random = createRandom(2)
  const queries = parameter(runtime, 1, 4, () => random.normal())
  const items = parameter(runtime, 5, 4, () => random.normal())
  const bias = parameter(runtime, 5, 1, () => 0)
  const tape = new Tape(runtime)
  const loss = catalogueSoftmax(
    tape,
    { queries, items, bias },
    {
      intents: 1,
      pool: 'max',
      temperature: 1,
      smoothing: 0.2,
      targets: {
        offsets: Int32Array.of(0, 1),
        index: Int32Array.of(4),
        weight: Float32Array.of(1),
      },
      mask: { offsets: Int32Array.of(0, 2), index: Int32Array.of(1, 3) },
    },
  )
  tape.backward(loss)
  expect([...items.grad.subarray(4, 8), ...items.grad.subarray(12, 16)]).toEqual(Array(8).fill(0))
  expect([bias.grad[1], bias.grad[3]]).toEqual([0, 0])
  expect(bias.grad[4]).toBeLessThan(0)
  tape.reset()
  runtime.release(mark)
})

test('what does not fit is refused', () => {
  const mark = runtime.mark()
  const queries = parameter(runtime, 2, 4, () => 1)
  const items = parameter(runtime, 3, 4, () => 1)
  const good: CatalogueOptions = {
    intents: 1,
    pool: 'max',
    temperature: 1,
    targets: {
      offsets: Int32Array.of(0, 1, 2),
      index: Int32Array.of(0, 2),
      weight: Float32Array.of(1, 1),
    },
  }
  const attempt = (change: Partial<CatalogueOptions>) => () =>
    catalogueSoftmax(new Tape(runtime), { queries, items, bias: null }, { ...good, ...change })
  expect(attempt({})).not.toThrow()
  expect(attempt({ intents: 3 })).toThrow('do not fit')
  expect(attempt({ temperature: 0 })).toThrow('temperature 0')
  expect(attempt({ targets: { ...good.targets, index: Int32Array.of(0, 3) } })).toThrow(
    'target 3 of row 1',
  )
  const offsets = Int32Array.of(0, 1, 1)
  expect(attempt({ mask: { offsets, index: Int32Array.of(-1) } })).toThrow(
    'masked item -1 of row 0',
  )
  expect(attempt({ mask: { offsets, index: Int32Array.of(0) } })).toThrow(
    'row 0: item 0 is a target and masked',
  )
  runtime.release(mark)
})
