import { describe, expect, it } from 'vitest'
import { type Dataset, splitDataset } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { createRandom } from '../../training/random.ts'
import { columnCounts, interactionMatrix } from '../../training/sparse/index.ts'
import {
  draftPack,
  spectralBasis,
  spectralShape,
  spectralTables,
} from '../../training/student/encoder/index.ts'
import { engineRanker } from '../../training/student/index.ts'
import { prepare } from '../../training/student/prepare.ts'
import { quick } from '../../training/student/quick.ts'
import { searchSpectral } from '../../training/student/spectral-search.ts'
import { CASES, ITEMS, loadCheckerboard } from '../checkerboard/data.ts'

const { dataset: timed } = await loadCheckerboard()
/** The same events without their times. */
const dataset: Dataset = { ...timed, time: null, clock: 'none' }
const options = {
  preset: 'quick' as const,
  seed: 1,
  threads: 1,
  minSupport: 2,
  memory: ['ease', 'text'] as const,
  teachers: ['ease'],
  deadline: deadlineIn(5),
  progress: silent,
}
const kinds = [{ name: 'view', weight: 1 }]

describe('a spectral encoder', () => {
  it('is the decomposition of the weighted interactions', () => {
    const random = createRandom(3)
    const [users, items, dim] = [30, 12, 8]
    const pairs = Array.from({ length: users }, () =>
      Array.from({ length: items }, (_, i) => i).filter(() => random.uniform() < 0.4),
    )
    const offsets = Int32Array.from([
      0,
      ...pairs.map((_, u) => pairs.slice(0, u + 1).flat().length),
    ])
    const x = interactionMatrix({ offsets, item: Int32Array.from(pairs.flat()) }, items)
    const settings = { dim, userExponent: 0.5, itemExponent: 0.3, outExponent: 0.2 }
    const basis = spectralBasis(x, settings, 1)
    const degree = columnCounts(x)
    const { embeddings, gain } = spectralTables(degree, kinds, settings, basis)

    const weight = (u: number, i: number) =>
      pairs[u].includes(i) ? pairs[u].length ** -0.5 * degree[i] ** -0.3 : 0
    const column = (k: number) => Array.from({ length: items }, (_, i) => basis[i * dim + k])
    for (let k = 0; k < dim; k++) {
      // v·σ^¼ has the norm σ^¼, and RᵀR·v = σ²·v.
      const v = column(k)
      const eigenvalue = Math.hypot(...v) ** 8
      const users = pairs.map((_, u) => v.reduce((sum, value, i) => sum + weight(u, i) * value, 0))
      for (let i = 0; i < items; i++) {
        const back = users.reduce((sum, value, u) => sum + weight(u, i) * value, 0)
        expect(back).toBeCloseTo(eigenvalue * v[i], 5)
      }
    }
    const ratio = (i: number) => embeddings[i * dim] / basis[i * dim] / degree[i] ** 0.2
    for (let i = 0; i < items; i++) {
      expect(ratio(i)).toBeCloseTo(ratio(0), 4)
      expect(gain[i]).toBeCloseTo(degree[i] ** -0.5, 6)
    }
  })

  it('finds the rest of a color', () => {
    const x = interactionMatrix(splitDataset(dataset, 'all').fit, ITEMS)
    const settings = { dim: 4, userExponent: 0.4, itemExponent: 0.4, outExponent: 0.3 }
    const tables = spectralTables(columnCounts(x), kinds, settings, spectralBasis(x, settings, 1))
    const ranker = engineRanker(draftPack(tables, spectralShape(settings), kinds))
    for (const { history, wanted } of CASES) {
      const out = new Float32Array(ITEMS)
      const item = Int32Array.from(history)
      ranker.score(
        { user: 0, item, kind: new Uint8Array(3), age: new Float32Array(3).fill(-1) },
        out,
      )
      const order = [...out.keys()]
        .filter((i) => !history.includes(i))
        .sort((a, b) => out[b] - out[a])
      expect(order.slice(0, wanted.length).sort((a, b) => a - b)).toEqual(wanted)
    }
  })
})

describe('without order', () => {
  it('quick takes the encoder that ranks the validation cases better', async () => {
    const { report, choice } = await quick(dataset, splitDataset(dataset, 'all'), options)
    const [trained, spectral] = report.tried!
    expect([trained.change.spectral, spectral.change.spectral?.dim]).toEqual([undefined, 128])
    expect(choice.spectral !== null).toBe(spectral.score > trained.score)
  })

  it('standard searches exponents, widths and stretches in closed form', async () => {
    const split = splitDataset(dataset, 'all').choose
    const { settings, tried } = searchSpectral(await prepare(dataset, split, options))
    expect(tried).toHaveLength(81)
    expect(Math.max(...tried.map(({ score }) => score))).toBe(
      tried.find(({ change }) => change.spectral === settings)?.score,
    )
  })
})
