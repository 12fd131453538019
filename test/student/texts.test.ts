import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSafetensors } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type EvaluateOptions, evaluate, intents, teach, train } from '../../training/api/index.ts'
import { main } from '../../training/cli/index.ts'
import { readPack } from '../../training/export/index.ts'
import { vectorNeighbours } from '../../training/intents/index.ts'
import { createRandom } from '../../training/random.ts'
import { engineRanker } from '../../training/student/index.ts'
import { readRun } from '../../training/teachers/run/index.ts'

const GROUPS = 8
const ITEMS = 160
const FLAGS = { seed: 1, threads: 1, minSupport: 1, maxMinutes: 5 }
const NAMES = ['tide', 'ember', 'cedar', 'quartz', 'velvet', 'saffron', 'anvil', 'lantern']

let data: string
let vectors: string
let shuffled: string

/**
 * Each user takes four items of one of eight groups of 20: too few events to separate the groups
 * well. Vectors encode the group; titles carry no information.
 */
beforeAll(async () => {
  const random = createRandom(3)
  data = await mkdtemp(join(tmpdir(), 'tacit-texts-'))
  const events = ['user,item,time']
  for (let u = 0; u < 48; u++) {
    const own = Int32Array.from({ length: 20 }, (_, n) => n * GROUPS + (u % GROUPS))
    for (const [t, item] of random.shuffle(own).subarray(0, 4).entries())
      events.push(`u${u},${idOf(item)},${1000 * t + u}`)
  }
  await writeFile(join(data, 'interactions.csv'), `${events.join('\n')}\n`)
  const items = Array.from({ length: ITEMS }, (_, i) => `${idOf(i)},title${i}`)
  await writeFile(join(data, 'items.csv'), `id,title\n${items.join('\n')}\n`)
  const rows = (groupOf: (item: number) => number) =>
    Float32Array.from({ length: ITEMS * 8 }, (_, e) => {
      const group = groupOf(Math.floor(e / 8))
      return (e % 8 === group ? 1 : 0) + 0.2 * random.normal()
    })
  const others = random.shuffle(Int32Array.from({ length: ITEMS }, (_, i) => i))
  const write = async (name: string, values: Float32Array) => {
    const tensor = { dtype: 'F32' as const, shape: [ITEMS, 8], data: values }
    await writeFile(join(data, name), writeSafetensors({ vectors: tensor }))
    return join(data, name)
  }
  vectors = await write(
    'vectors.safetensors',
    rows((i) => i % GROUPS),
  )
  shuffled = await write(
    'shuffled.safetensors',
    rows((i) => others[i] % GROUPS),
  )
})

const idOf = (item: number) => `i${String(item).padStart(3, '0')}`

interface Judged {
  hr: Record<string, number>
  config: { memory: { weights: Record<string, number> } }
}

async function judged(more: Partial<EvaluateOptions>): Promise<Judged> {
  const result = await evaluate({ ...FLAGS, data, protocol: 'leave-one-out', ...more })
  return result as unknown as Judged
}

describe('the memory', () => {
  const memory = { teacher: 'memory', lexical: false }

  it('weighs text that is informative, and ignores text that is not', async () => {
    const none = await judged(memory)
    const real = await judged({ ...memory, textItems: vectors })
    const mixed = await judged({ ...memory, textItems: shuffled })
    expect(real.hr['10']).toBeGreaterThan(none.hr['10'] + 0.1)
    expect(mixed.hr['10']).toBeLessThan(real.hr['10'] - 0.1)
    const { weights } = real.config.memory
    expect((weights.vectors ?? 0) + (weights['vectors-transitions'] ?? 0)).toBeGreaterThan(0)
    expect(Object.keys(none.config.memory.weights)).not.toContain('vectors')
  })

  it('combines words and vectors', async () => {
    const both = await judged({ teacher: 'memory', textItems: vectors, preset: 'quick' })
    expect(both.config.memory.weights).toEqual({
      transitions: 1,
      ease: 0.6,
      lexical: 0.4,
      vectors: 0.4,
      'lexical-transitions': 0.25,
      'vectors-transitions': 0.25,
    })
  })

  it('suggests a remedy if it has no parts', async () => {
    const nothing = judged({ ...memory, memory: ['text'] })
    await expect(nothing).rejects.toThrow('teacher "memory" has no parts: add some with --memory')
  })
})

it('text-knn prefers given vectors to words', async () => {
  const words = await judged({ teacher: 'text-knn' })
  const given = await judged({ teacher: 'text-knn', textItems: vectors })
  expect(given.hr['20']).toBeGreaterThan(0.6)
  expect(words.hr['20']).toBeLessThan(0.4)
})

it('neighbours by vectors equal an exhaustive search; zero vectors have none', async () => {
  const [rows, cols, k] = [300, 6, 5]
  const random = createRandom(9)
  const data = Float32Array.from({ length: rows * cols }, () => random.normal())
  data.fill(0, 7 * cols, 8 * cols)
  const found = await vectorNeighbours([{ rows, cols, data }], { k, temperature: 0.1, threads: 2 })
  const mean = Array.from({ length: cols }, (_, c) => {
    let sum = 0
    for (let r = 0; r < rows; r++) sum += data[r * cols + c]
    return sum / (rows - 1)
  })
  const at = (r: number) => mean.map((m, c) => data[r * cols + c] - m)
  const cosine = (a: number[], b: number[]) =>
    a.reduce((sum, x, c) => sum + x * b[c], 0) / (Math.hypot(...a) * Math.hypot(...b))
  expect(found.offsets[8] - found.offsets[7]).toBe(0)
  for (const r of [0, 42, 255, 256, 299]) {
    const all = Array.from({ length: rows }, (_, i) => ({ i, cos: cosine(at(r), at(i)) }))
      .filter(({ i }) => i !== r && i !== 7)
      .sort((a, b) => b.cos - a.cos)
      .slice(0, k)
    const total = all.reduce((sum, { cos }) => sum + Math.exp(cos / 0.1), 0)
    const [from, to] = [found.offsets[r], found.offsets[r + 1]]
    expect(Array.from(found.index.subarray(from, to))).toEqual(all.map(({ i }) => i))
    for (const [n, { cos }] of all.entries())
      expect(found.values[from + n]).toBeCloseTo(Math.exp(cos / 0.1) / total, 4)
  }
})

describe('a folder of intents', () => {
  let named: string

  beforeAll(async () => {
    const of = await mkdtemp(join(tmpdir(), 'tacit-texts-named-'))
    await writeFile(join(of, 'interactions.csv'), 'user,item\nu0,i000\n')
    const lines = Array.from(
      { length: ITEMS },
      (_, i) => `${idOf(i)},title${i},${NAMES[i % GROUPS]} lovers|${NAMES[i % GROUPS]} gifts`,
    )
    await writeFile(join(of, 'items.csv'), `id,title,intents\n${lines.join('\n')}\n`)
    named = join(of, 'intents')
    await build(of, named, 'all')
  })

  const build = (of: string, out: string, protocol: 'all' | 'leave-one-out', kCore?: number) =>
    intents({ data: of, out, protocol, kCore, concurrency: 1, cache: join(of, 'cache') })

  it('names the prototypes of a pack', async () => {
    const out = join(data, 'pack')
    const texts = { textItems: vectors, lexical: false, intents: named }
    await train({ ...FLAGS, ...texts, data, out, preset: 'quick', teachers: ['text-knn'] })
    const { prototypes } = await readPack(out)
    const labels = prototypes.map(({ label }) => label)
    expect(labels.length).toBeGreaterThan(3)
    for (const label of labels)
      expect(NAMES.some((name) => label.startsWith(`${name} `))).toBe(true)
  })

  it('supplies intents to IRLLRec, and profiles unless they are given', async () => {
    const own = join(data, 'own-intents')
    await rm(own, { recursive: true, force: true })
    await build(data, own, 'leave-one-out', 1)
    const textHash = async (name: string, more: object) => {
      const out = join(data, name)
      const flags = { seed: 1, threads: 1, kCore: 1, epochs: 1, protocol: 'leave-one-out' } as const
      const set = { dim: 8, prototypes: 4 }
      await teach({ ...flags, data, teacher: 'lightgcn+irllrec', set, out, ...more })
      return (await readRun(out)).config.text
    }
    const hashes = new Set([
      await textHash('profiles', { textItems: vectors }),
      await textHash('intents', { intents: own }),
      await textHash('both', { textItems: vectors, intents: own }),
    ])
    expect(hashes.size).toBe(3)
    const elsewhere = textHash('elsewhere', { intents: named })
    await expect(elsewhere).rejects.toThrow('use tacit intents --protocol leave-one-out')
  })
})

it('without events, items with similar vectors are similar', async () => {
  const out = join(data, 'untouched')
  const flags = { ...FLAGS, preset: 'quick', lexical: false } as const
  await train({ ...flags, data: join(data, 'items.csv'), out, textItems: vectors })
  const pack = await readPack(out)
  const ranker = engineRanker(pack)
  const one = { kind: new Uint8Array(1), age: new Float32Array(1) }
  const scores = new Float32Array(ITEMS)
  let alike = 0
  for (let i = 0; i < 16; i++) {
    ranker.score({ user: -1, item: Int32Array.of(i), ...one }, scores)
    const best = Array.from(scores.keys()).filter((k) => k !== i)
    best.sort((a, b) => scores[b] - scores[a])
    alike += best.slice(0, 10).filter((k) => k % GROUPS === i % GROUPS).length
  }
  expect(alike).toBeGreaterThan(150)
})

it('without events, the memory sums words and vectors; --no-lexical drops words', async () => {
  const shop = await mkdtemp(join(tmpdir(), 'tacit-texts-both-'))
  // Four words, six items each; four vectors, of six items each that share no word.
  const count = 24
  const items = Array.from({ length: count }, (_, i) => `${idOf(i)},${NAMES[i % 4]}`)
  await writeFile(join(shop, 'items.csv'), `id,title\n${items.join('\n')}\n`)
  const rows = new Float32Array(count * 4)
  for (let i = 0; i < count; i++) rows[4 * i + Math.floor(i / 6)] = 1
  const tensor = { dtype: 'F32' as const, shape: [count, 4], data: rows }
  const textItems = join(shop, 'vectors.safetensors')
  await writeFile(textItems, writeSafetensors({ vectors: tensor }))
  const linksOf = async (lexical: boolean) => {
    const flags = { ...FLAGS, preset: 'quick', textItems, lexical } as const
    await train({ ...flags, data: join(shop, 'items.csv'), out: join(shop, 'pack') })
    const { manifest, neighbours } = await readPack(join(shop, 'pack'))
    const { memory } = manifest.training.config as Judged['config']
    const { index, weight } = neighbours!
    const first = Array.from(index.subarray(0, neighbours!.perItem))
    return {
      weights: memory.weights,
      linked: first.filter((_, m) => weight[m]).sort((a, b) => a - b),
    }
  }
  expect(await linksOf(true)).toEqual({
    weights: { lexical: 0.4, vectors: 0.4 },
    linked: [1, 2, 3, 4, 5, 8, 12, 16, 20],
  })
  expect(await linksOf(false)).toEqual({ weights: { vectors: 0.8 }, linked: [1, 2, 3, 4, 5] })
})

it('text that a teacher does not use is refused', async () => {
  const args = ['--data', data, '--protocol', 'leave-one-out', '--teacher', 'ease']
  expect(await main(['node', 'tacit', 'evaluate', ...args, '--intents', data])).toBe(2)
})

describe('unusable text vectors are refused with exit code 2', () => {
  const errors = async (command: string[], ...text: string[]) => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      const code = await main(['node', 'tacit', ...command, '--preset', 'quick', ...text])
      return { code, text: said.mock.calls.map(([line]) => line).join('') }
    } finally {
      said.mockRestore()
    }
  }
  const evaluated = () => ['evaluate', '--data', data, '--protocol', 'leave-one-out', '--teacher']
  const file = async (rows: number, value: number) => {
    const path = join(data, `${rows}-${value}.safetensors`)
    const tensor = { dtype: 'F32' as const, shape: [rows, 1], data: new Float32Array(rows) }
    tensor.data[2] = value
    await writeFile(path, writeSafetensors({ vectors: tensor }))
    return path
  }

  it.each([
    ['too few rows', ITEMS - 1, 1, `${ITEMS - 1} rows, but`],
    ['NaN', ITEMS, Number.NaN, 'row 2, column 0 is NaN'],
  ])('%s', async (_, rows, value, says) => {
    const path = await file(rows, value)
    for (const command of [
      ['train', data, '--out', join(data, 'refused')],
      [...evaluated(), 'memory'],
    ]) {
      const { code, text } = await errors(command, '--text-items', path)
      expect(code).toBe(2)
      expect(text).toContain(`${path}: ${says}`)
    }
    expect(existsSync(join(data, 'refused'))).toBe(false)
  })

  it('of users without items', async () => {
    const [teacher, given] = ['lightgcn+rlmrec-con', ['--text-users', vectors]]
    const { code, text } = await errors([...evaluated(), teacher, '--k-core', '1'], ...given)
    expect(code).toBe(2)
    expect(text).toContain(`--text-users ${vectors} needs --text-items`)
  })
})
