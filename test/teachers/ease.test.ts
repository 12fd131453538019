import { describe, expect, it } from 'vitest'
import type { Csr } from '../../training/sparse/index.ts'
import { EaseSolver } from '../../training/teachers/index.ts'

/** Three users, three items: {0,1}, {0,1,2}, {2}. */
const X: Csr = {
  rows: 3,
  cols: 3,
  offsets: Int32Array.of(0, 2, 5, 6),
  index: Int32Array.of(0, 1, 0, 1, 2, 2),
  values: new Float32Array(6).fill(1),
}

describe('EASE-R', () => {
  it('is B = I − P·diag(1/diag P) with P = (XᵀX + λI)⁻¹, by hand', async () => {
    const solver = await EaseSolver.create(X, 2)
    const links = solver.solve(1)
    // XᵀX + I = [[3,2,1],[2,3,1],[1,1,3]], its inverse is 1/13 · [[8,−5,−1],[−5,8,−1],[−1,−1,5]].
    const p = [8, -5, -1, -5, 8, -1, -1, -1, 5].map((v) => v / 13)
    Array.from(links.matrix).forEach((v, n) => {
      expect(v).toBeCloseTo(p[n], 6)
    })
    const out = new Float32Array(3)
    const history = {
      user: 0,
      item: Int32Array.of(0, 2),
      kind: new Uint8Array(2),
      age: new Float32Array(2),
    }
    links.score(history, out)
    // Row 0 of B is (0, 5/8, 1/5), row 2 is (1/8, 1/8, 0).
    expect(out[0]).toBeCloseTo(1 / 8, 6)
    expect(out[1]).toBeCloseTo(5 / 8 + 1 / 8, 6)
    expect(out[2]).toBeCloseTo(1 / 5, 6)
    await solver.dispose()
  })

  it('refuses a catalogue whose inverse would not fit, naming the bytes', async () => {
    const wide = { ...X, cols: 20_001 }
    await expect(EaseSolver.create(wide)).rejects.toThrow(
      'teacher "ease": 20001 items need a dense inverse of 1600160004 bytes',
    )
  })
})
