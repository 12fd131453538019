import { describe, expect, it } from 'vitest'
import { deadlineIn, silent } from '../../training/progress.ts'
import { distil, engineRanker } from '../../training/student/index.ts'
import { bestOutside, CASES, ITEMS, loadCheckerboard } from '../checkerboard/data.ts'

const { dataset, split } = await loadCheckerboard()

describe.each([
  ['with its memory', ['ease', 'transitions', 'text'] as const],
  ['alone', [] as const],
])('the student %s', (_, memory) => {
  it('ranks the right color of a checkerboard first, in 8 bit, through the engine', async () => {
    const options = { preset: 'quick', seed: 1, threads: 1, minSupport: 2, memory } as const
    const { draft } = await distil(dataset, split, {
      ...options,
      deadline: deadlineIn(5),
      progress: silent,
    })
    const ranker = engineRanker(draft)
    for (const { history, wanted } of CASES) {
      const out = new Float32Array(ITEMS)
      const [kind, age] = [new Uint8Array(history.length), new Float32Array(history.length)]
      ranker.score({ user: -1, item: Int32Array.from(history), kind, age }, out)
      expect(bestOutside(out, history, 9)).toEqual(wanted)
    }
  })
})
