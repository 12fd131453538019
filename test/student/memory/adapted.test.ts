import { describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../../training/data/index.ts'
import { adaptVectors, vectorNeighbours } from '../../../training/intents/index.ts'
import { FOREVER, silent } from '../../../training/progress.ts'
import { createRandom } from '../../../training/random.ts'
import { type Csr, CsrBuilder } from '../../../training/sparse/index.ts'
import { withAdaptedText } from '../../../training/student/memory/index.ts'
import { fitOptions } from '../../../training/teachers/index.ts'
import { folders } from '../../data/folder.ts'

const [ITEMS, WARM, GROUPS, WIDTH] = [384, 288, 4, 12]
const groupOf = (item: number) => item % GROUPS
const random = createRandom(3)
const folder = folders()

/** A faint direction for the group; the rest of a vector, which is louder, says nothing of it. */
const vectors = {
  rows: ITEMS,
  cols: WIDTH,
  data: Float32Array.from({ length: ITEMS * WIDTH }, (_, e) => {
    const [item, column] = [Math.floor(e / WIDTH), e % WIDTH]
    if (column < GROUPS) return column === groupOf(item) ? 1 : 0
    return random.normal()
  }),
}

/** Warm items of a group lead to each other. */
function links(groupBy: (item: number) => number): Csr {
  const builder = new CsrBuilder(ITEMS)
  for (let j = 0; j < ITEMS; j++) {
    for (let i = 0; i < WARM && j < WARM; i++)
      if (i !== j && groupBy(i) === groupBy(j)) builder.push(i, 1)
    builder.endRow()
  }
  return builder.build(ITEMS)
}

/** The share of cold items' neighbours that are of their group. */
function alike({ offsets, index }: Csr): number {
  const near = index.subarray(offsets[WARM], offsets[ITEMS])
  let same = 0
  for (let j = WARM; j < ITEMS; j++)
    for (let e = offsets[j]; e < offsets[j + 1]; e++) if (groupOf(index[e]) === groupOf(j)) same++
  return same / near.length
}

const nearest = (...some: Parameters<typeof vectorNeighbours>[0]) =>
  vectorNeighbours(some, { k: 5, threads: 1 })

describe('vectors adapted to links', () => {
  it('bring cold items to those of their group, and only by links of their own', async () => {
    const own = adaptVectors(vectors, links(groupOf))
    const other = adaptVectors(
      vectors,
      links((item) => Math.floor(item / (WARM / GROUPS))),
    )
    const raw = alike(await nearest(vectors))
    expect(alike(await nearest(own))).toBeGreaterThan(0.9)
    expect(alike(await nearest(vectors, own))).toBeGreaterThan(raw + 0.2)
    expect(alike(await nearest(vectors, other))).toBeLessThan(raw + 0.05)
  })

  it('are zeros where there are no vectors, and none without links', () => {
    const holed = { ...vectors, data: vectors.data.slice() }
    holed.data.fill(0, 0, WIDTH)
    const { data, cols } = adaptVectors(holed, links(groupOf))
    expect(data.subarray(0, cols).every((value) => value === 0)).toBe(true)
    expect(
      adaptVectors(
        vectors,
        links(() => Number.NaN),
      ).cols,
    ).toBe(0)
  })
})

describe('a memory', () => {
  const id = (item: number) => `i${String(item).padStart(3, '0')}`

  async function neighbours(minSupport: number, items: number) {
    const events = Array.from({ length: 120 }, (_, user) =>
      Array.from({ length: 4 }, (_, t) => {
        const item = GROUPS * ((user + 5 * t) % (items / GROUPS)) + groupOf(user)
        return `u${user},${id(item)},${1000 + t}`
      }).join('\n'),
    )
    const catalogue = Array.from({ length: ITEMS }, (_, item) => `${id(item)},thing`)
    const path = folder({
      'interactions.csv': `user,item,time\n${events.join('\n')}\n`,
      'items.csv': `id,title\n${catalogue.join('\n')}\n`,
    })
    const dataset = await loadDataset(path)
    const split = splitDataset(dataset, 'all')
    const text = [{ name: 'text', width: WIDTH, items: vectors.data }]
    const run = { preset: 'quick', seed: 1, threads: 1, deadline: FOREVER } as const
    const options = { ...run, progress: silent, vectors: text, lexical: false }
    const fit = fitOptions(dataset, split, options)
    const adapted = withAdaptedText(fit, { vectors: text, minSupport })
    return { same: adapted === fit, before: fit.textNeighbours(), after: adapted.textNeighbours() }
  }

  it('compares cold items by them, and warm ones as before', async () => {
    const { before, after } = await neighbours(1, WARM)
    const [raw, adapted] = [(await before).vectors!, (await after).vectors!]
    expect(alike(adapted)).toBeGreaterThan(alike(raw) + 0.1)
    const warmLinks = ({ offsets, index, values }: Csr) =>
      Array.from({ length: offsets[WARM] }, (_, e) => [index[e], values[e]] as const).filter(
        ([item]) => item < WARM,
      )
    expect(warmLinks(adapted)).toEqual(warmLinks(raw))
  })

  it('without cold items is left as it is', async () => {
    expect((await neighbours(1, ITEMS)).same).toBe(true)
  })
})
