import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSafetensors } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import { type EvaluateOptions, evaluate, inspect, train } from '../../training/api/index.ts'
import { readPack } from '../../training/export/index.ts'
import { nearestVectors } from '../../training/intents/index.ts'
import { createRandom } from '../../training/random.ts'

const GROUPS = 8
const ITEMS = 160
const FLAGS = { seed: 1, threads: 1, minSupport: 1, maxMinutes: 5 }
const idOf = (item: number) => `i${String(item).padStart(3, '0')}`

let data: string
let files: Record<'image' | 'shuffled' | 'half' | 'noise', string>

/**
 * Each user takes four items of one of eight groups of 20. All items have the same text: only their
 * pictures tell the groups apart.
 */
beforeAll(async () => {
  const random = createRandom(5)
  data = await mkdtemp(join(tmpdir(), 'tacit-modalities-'))
  const events = ['user,item,time']
  for (let u = 0; u < 48; u++) {
    const own = Int32Array.from({ length: 20 }, (_, n) => n * GROUPS + (u % GROUPS))
    for (const [t, item] of random.shuffle(own).subarray(0, 4).entries())
      events.push(`u${u},${idOf(item)},${1000 * t + u}`)
  }
  await writeFile(join(data, 'interactions.csv'), `${events.join('\n')}\n`)
  const items = Array.from({ length: ITEMS }, (_, i) => `${idOf(i)},a nice thing`)
  await writeFile(join(data, 'items.csv'), `id,title\n${items.join('\n')}\n`)
  const write = async (name: string, numberAt: (item: number, column: number) => number) => {
    const values = Float32Array.from({ length: ITEMS * GROUPS }, (_, e) =>
      numberAt(Math.floor(e / GROUPS), e % GROUPS),
    )
    const tensor = { dtype: 'F32' as const, shape: [ITEMS, GROUPS], data: values }
    const file = join(data, `${name}.safetensors`)
    await writeFile(file, writeSafetensors({ vectors: tensor }))
    return file
  }
  const others = random.shuffle(Int32Array.from({ length: ITEMS }, (_, i) => i))
  const ofGroup = (item: number, column: number) =>
    (column === item % GROUPS ? 1 : 0) + 0.2 * random.normal()
  files = {
    image: await write('image', ofGroup),
    shuffled: await write('shuffled', (item, column) => ofGroup(others[item], column)),
    half: await write('half', (item, column) => (item < ITEMS / 2 ? 0 : ofGroup(item, column))),
    noise: await write('noise', () => random.normal()),
  }
})

async function judged(more: Partial<EvaluateOptions>) {
  const result = await evaluate({
    ...FLAGS,
    data,
    protocol: 'leave-one-out',
    teacher: 'memory',
    ...more,
  })
  return result as unknown as {
    hr: Record<string, number>
    config: { memory: { weights: Record<string, number> } }
  }
}

describe('taste that lies in the picture', () => {
  it('is found with pictures, and only with their own', async () => {
    const preset = 'quick'
    const [none, own, shuffled] = [
      await judged({ preset }),
      await judged({ preset, vectors: { image: files.image } }),
      await judged({ preset, vectors: { image: files.shuffled } }),
    ]
    expect(own.hr['10']).toBeGreaterThan(none.hr['10'] + 0.1)
    expect(shuffled.hr['10']).toBeLessThan(own.hr['10'] - 0.1)
  })

  it('weighs each of several modalities on validation, zero allowed', async () => {
    const { image, noise } = files
    const both = await judged({ preset: 'standard', lexical: false, vectors: { image, noise } })
    const { weights } = both.config.memory
    const of = (name: string) => weights[name] ?? 0
    expect(of('vectors:image') + of('vectors')).toBeGreaterThan(0)
    expect(of('vectors:noise')).toBeLessThanOrEqual(of('vectors:image'))
  })

  it('is in the pack of a student', async () => {
    const out = join(data, 'pack')
    const { image, half } = files
    await train({ ...FLAGS, data, preset: 'quick', vectors: { image, half }, out })
    const { catalogue, neighbours } = await readPack(out)
    const { perItem } = neighbours!
    let alike = 0
    for (let row = 0; row < ITEMS; row++)
      for (let at = row * perItem; at < (row + 1) * perItem; at++)
        if (neighbours!.weight[at] > 0 && neighbours!.index[at] % GROUPS === row % GROUPS) alike++
    const links = neighbours!.weight.filter((weight) => weight > 0).length
    expect(catalogue.ids).toHaveLength(ITEMS)
    expect(alike / links).toBeGreaterThan(0.5)
    const { memory } = await inspect({ pack: out })
    expect(memory!.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1)
    // Half of the items lack one of the two.
    const { modalities } = memory!.find(({ part }) => part === 'vectors')!
    expect(modalities!.image + modalities!.half).toBeCloseTo(1)
    expect(modalities!.image).toBeGreaterThan(modalities!.half)
  })
})

describe('neighbours by several modalities', () => {
  const [rows, k] = [120, 6]
  const random = createRandom(11)
  const matrix = (cols: number, missing: (row: number) => boolean) => ({
    rows,
    cols,
    data: Float32Array.from({ length: rows * cols }, (_, e) =>
      missing(Math.floor(e / cols)) ? 0 : random.normal(),
    ),
  })
  const text = matrix(5, (row) => row % 10 === 3)
  const image = matrix(7, (row) => row % 4 === 1)

  it('are the nearest by the mean cosine over those that both have', async () => {
    const found = await nearestVectors([text, image], { k, threads: 2 })
    const cosines = [cosinesOf(text), cosinesOf(image)]
    for (let r = 0; r < rows; r++) {
      const all = Array.from({ length: rows }, (_, i) => {
        const both = cosines.map((cosine) => cosine(r, i)).filter((value) => value !== null)
        return { i, mean: both.reduce((sum, value) => sum + value, 0) / both.length }
      })
      const nearest = all
        .filter(({ i, mean }) => i !== r && mean > 0)
        .sort((a, b) => b.mean - a.mean)
        .slice(0, k)
      const [from, to] = [found.offsets[r], found.offsets[r + 1]]
      expect([...found.index.subarray(from, to)]).toEqual(nearest.map(({ i }) => i))
    }
  })

  it('of an item without a picture are those by text alone', async () => {
    const [both, alone] = [
      await nearestVectors([text, image], { k, threads: 1 }),
      await nearestVectors([text], { k, threads: 1 }),
    ]
    for (let r = 1; r < rows; r += 4) {
      const row = ({ index, offsets }: typeof both) => [
        ...index.subarray(offsets[r], offsets[r + 1]),
      ]
      expect(row(both)).toEqual(row(alone))
    }
  })
})

/** The cosine of two centred rows; null if one of them is missing. */
function cosinesOf({ rows, cols, data }: { rows: number; cols: number; data: Float32Array }) {
  const raw = Array.from({ length: rows }, (_, r) => [...data.subarray(r * cols, (r + 1) * cols)])
  const present = raw.filter((row) => row.some((value) => value !== 0))
  const mean = Array.from(
    { length: cols },
    (_, c) => present.reduce((sum, row) => sum + row[c], 0) / present.length,
  )
  const centred = raw.map((row) =>
    row.some((value) => value !== 0) ? row.map((value, c) => value - mean[c]) : null,
  )
  return (a: number, b: number): number | null => {
    const [x, y] = [centred[a], centred[b]]
    if (!x || !y) return null
    const dot = x.reduce((sum, value, c) => sum + value * y[c], 0)
    return dot / (Math.hypot(...x) * Math.hypot(...y))
  }
}

describe('what cannot be used is refused', () => {
  it.each<[Partial<EvaluateOptions>, string]>([
    [{ vectors: { 'My Image': 'x.npy' } }, '"My Image" is no name: use lower-case letters'],
    [{ vectors: { image: 'missing.npy' } }, 'missing.npy: cannot be read'],
    [
      { vectors: { text: 'a.npy' }, textItems: 'b.npy' },
      '--text-items b.npy and --vectors text=a.npy are the same modality',
    ],
    [{ teacher: 'ease', vectors: { image: 'x.npy' } }, 'teacher "ease" has no use for vectors'],
  ])('%j: %s', async (more, message) => {
    await expect(judged({ preset: 'quick', ...more })).rejects.toThrow(message)
  })
})
