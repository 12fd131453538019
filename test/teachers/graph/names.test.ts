import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../training/random.ts'
import { graphModel } from '../../../training/teachers/graph/index.ts'
import { GRAPH_NAMES, learnsAttributes } from '../../../training/teachers/graph/registry.ts'
import type { GraphModelOptions } from '../../../training/teachers/graph/types.ts'
import { createRuntime, Tape } from '../../../training/tensor/index.ts'
import { randomAttributes, randomInteractions, randomText, withModel } from './small-graph.ts'

const interactions = randomInteractions(6, 8, 0.3, createRandom(1))
const text = randomText(interactions, 5, createRandom(2))
const attributes = randomAttributes(8, 5, createRandom(3))
const batch = {
  user: Int32Array.of(0, 1, 2, 3),
  positive: Int32Array.of(1, 2, 3, 4),
  negative: Int32Array.of(5, 6, 7, 0),
}

/** What a name's framework needs. */
function learnedBy(name: string): Partial<GraphModelOptions> {
  if (learnsAttributes(name)) return { attributes }
  return name.includes('+') ? { text } : {}
}

async function build(name: string, options: Partial<GraphModelOptions> = {}): Promise<string> {
  const runtime = await createRuntime({ bytes: 32 << 20, threads: 1 })
  try {
    return graphModel(name, { runtime, interactions, random: createRandom(1), ...options }).name
  } finally {
    await runtime.dispose()
  }
}

const refused = (
  name: string,
  code: string,
  says: string,
  options: Partial<GraphModelOptions> = {},
) =>
  expect(build(name, options)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(says),
  })

describe('a graph model by its name', () => {
  it('is built for every name', async () => {
    for (const name of GRAPH_NAMES) expect(await build(name, learnedBy(name))).toBe(name)
  })

  it.each([
    '',
    'lightgcm',
    'lightgcn+',
    'lightgcn+irllrec:',
    'lightgcn+rlmrec',
    'toString',
    'ease',
  ])('is refused for "%s"', async (name) => {
    await refused(name, 'teacher/unknown', `graph teacher "${name}" is not known: choose lightgcn`)
  })

  it('lists its settings, parameters and buffers', async () => {
    const name = 'dccf+irllrec'
    await withModel(name, { interactions, text, settings: { intents: 7 } }, (model) => {
      expect(model.settings).toMatchObject({
        dim: 32,
        layers: 2,
        intents: 7,
        prototypes: 128,
        variant: 'paper',
        momentum: 0.999,
      })
      expect([...model.parameters.keys()]).toEqual([
        ...['embedding', 'intents/users', 'intents/items'],
        ...['profile/w1', 'profile/b1', 'profile/w2', 'profile/b2'],
        ...['text intent/w1', 'text intent/b1', 'text intent/w2', 'text intent/b2'],
        ...['prototypes/users', 'prototypes/items'],
      ])
      expect([...model.buffers.keys()]).toEqual([
        ...['momentum/w1', 'momentum/b1', 'momentum/w2', 'momentum/b2'],
      ])
    })
  })
})

describe('text', () => {
  it('is refused if it is missing, useless or malformed', async () => {
    const code = 'teacher/text'
    await refused('sgl+irllrec', code, 'teacher "sgl+irllrec" needs text vectors')
    await refused('sgl', code, 'teacher "sgl" uses no text vectors: remove them', { text })
    await refused('sgl+rlmrec-con', code, 'takes no intents', { text, intents: text })
    const few = { ...text, items: text.items.subarray(5) }
    await refused('sgl+irllrec', code, 'text vectors: 35 numbers for 8 items of width 5, not 40', {
      text: few,
    })
    const users = Float32Array.from(text.users)
    users[7] = Number.NaN
    await refused('sgl+irllrec', code, 'text vectors: NaN at row 1, column 2 of the users', {
      text: { ...text, users },
    })
    await refused('sgl+irllrec', code, 'intents vectors: width 0', {
      text,
      intents: { width: 0, users: new Float32Array(0), items: new Float32Array(0) },
    })
  })
})

describe('attributes', () => {
  it('are refused if they are missing, useless or of other items', async () => {
    const code = 'teacher/attributes'
    await refused('sgl+hgcl', code, 'teacher "sgl+hgcl" needs attributes of items: give them')
    await refused('sgl', code, 'teacher "sgl" uses no attributes: remove them', { attributes })
    await refused('sgl+hgcl', code, 'has attributes of 4 items, not 8', {
      attributes: randomAttributes(4, 5, createRandom(3)),
    })
    await refused('sgl+hgcl', 'teacher/text', 'uses no text vectors', { attributes, text })
  })
})

describe('modalities', () => {
  it('are refused by a framework without towers for them', async () => {
    const modalities = [{ name: 'image', ...text }]
    const says = 'teacher "sgl+rlmrec-con" learns from no vectors of image'
    await refused('sgl+rlmrec-con', 'teacher/text', says, { text, modalities })
  })
})

describe('settings', () => {
  it.each([
    [{ dim: 6 }, 'setting dim: 6 must be a multiple of 4'],
    [{ layers: 1.5 }, 'setting layers: 1.5 must be a whole number ≥ 1'],
    [{ keepEdges: 0 }, 'setting keepEdges: 0 must be > 0 and ≤ 1'],
    [{ contrastTemperature: 0 }, 'setting contrastTemperature: 0 must be > 0'],
    [{ contrastWeight: Number.NaN }, 'setting contrastWeight: NaN must be ≥ 0'],
    [
      { intents: 4 },
      'teacher "sgl" has no setting "intents": its settings are dim, layers, keepEdges',
    ],
  ] as [Record<string, number>, string][])('%j are refused', async (settings, says) => {
    await refused('sgl', 'teacher/setting', says, { settings })
  })
})

describe('irllrec', () => {
  const termsOf = (name: string) =>
    withModel(name, { interactions, text }, (model, { runtime }) => {
      const tape = new Tape(runtime)
      const { terms } = model.loss(tape, batch)
      tape.reset()
      return Object.keys(terms)
    })

  it('has all of its terms around every backbone', async () => {
    expect(await termsOf('sgl+irllrec:paper')).toEqual([
      ...['bpr', 'contrast', 'profile', 'pair', 'translation', 'matching'],
    ])
  })

  it('released: translation and matching at 1e-7 around LightGCN, and nowhere else', async () => {
    expect(await termsOf('sgl+irllrec:released')).toEqual(['bpr', 'contrast', 'profile', 'pair'])
    const small = { interactions, text }
    await withModel('lightgcn+irllrec:released', small, ({ settings }) =>
      expect(settings).toMatchObject({ translationWeight: 1e-7, matchingWeight: 1e-7 }),
    )
  })

  it('has a momentum tower that starts as a copy, or with its own weights as released', async () => {
    const same = (variant: string) =>
      withModel(`lightgcn+irllrec:${variant}`, { interactions, text }, (model) => {
        const start = model.parameters.get('text intent/w1')!.data
        const follower = model.buffers.get('momentum/w1')!
        const equal = start.every((v, n) => v === follower[n])
        const before = follower[0]
        start[0] += 1
        model.afterStep!()
        expect(follower[0]).toBeCloseTo(0.999 * before + 0.001 * start[0], 6)
        return equal
      })
    expect([await same('paper'), await same('released')]).toEqual([true, false])
  })
})
