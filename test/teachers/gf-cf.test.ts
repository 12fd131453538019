import { expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { fitOptions, TEACHERS } from '../../training/teachers/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()

it('is R̃ᵀR̃ + α·D^-½·V·Vᵀ·D^½, by hand', async () => {
  // R = [[1,1],[1,0]]: D_U = (2,1), D = (2,1), so R̃ = [[1/2, 1/√2], [1/√2, 0]].
  const data = await loadDataset(folder({ 'events.csv': 'user,item\nu,a\nu,b\nv,a\n' }))
  const split = splitDataset(data, 'all')
  const run = { preset: 'quick', seed: 1, deadline: deadlineIn(1), progress: silent } as const
  const options = fitOptions(data, split, run)
  const rows = async (setting: Record<string, number>) => {
    const teacher = await TEACHERS['gf-cf']({ ...options, setting })
    return [0, 1].flatMap((item) => {
      const out = new Float32Array(2)
      const one = { kind: new Uint8Array(1), age: new Float32Array(1) }
      teacher.score({ user: -1, item: Int32Array.of(item), ...one }, out)
      return [...out]
    })
  }
  const near = (got: number[], wanted: number[]) =>
    wanted.forEach((value, n) => {
      expect(got[n]).toBeCloseTo(value, 5)
    })
  const s = Math.SQRT1_2
  // R̃ᵀR̃ = [[3/4, √2/4], [√2/4, 1/2]].
  near(await rows({ alpha: 0 }), [0.75, s / 2, s / 2, 0.5])
  // Its eigenvalues are 1 and 1/4; the first one's vector is (√2, 1)/√3, so
  // VVᵀ = [[2, √2], [√2, 1]]/3 and D^-½·VVᵀ·D^½ = [[2, 1], [2, 1]]/3.
  near(await rows({ alpha: 1, k: 1 }), [0.75 + 2 / 3, s / 2 + 1 / 3, s / 2 + 2 / 3, 0.5 + 1 / 3])
})
