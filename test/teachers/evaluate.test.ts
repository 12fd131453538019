import { beforeAll, describe, expect, it } from 'vitest'
import { type EvaluateOptions, evaluate } from '../../training/api/index.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'

let data: string

beforeAll(async () => {
  data = await writeCheckerboard()
})

/** Scores a teacher with no time for a search. */
async function hurried(teacher: string, more: Partial<EvaluateOptions> = {}) {
  const options = { data, protocol: 'leave-one-out', threads: 1, maxMinutes: 1e-6 } as const
  const result = await evaluate({ ...options, ...more, teacher })
  const { config, seconds: _, ...scores } = result
  return { config, scores }
}

describe('without time, evaluate', () => {
  it('tries one setting of a graph teacher and trains it whole', async () => {
    const epochs = 9
    const { config, scores } = await hurried('sgl', { tune: true, epochs })
    expect(config.stopped).toBe('time ran out after 1 of 6 settings')
    expect(config.tried).toHaveLength(1)
    const set = config.tried?.[0].setting
    const whole = await hurried('sgl', { set, epochs, maxMinutes: 5 })
    expect(scores).toEqual(whole.scores)
    expect(config.epochs).toBe(whole.config.epochs)
    expect(whole.config.stopped).toBeUndefined()
  })

  it('trains a graph teacher whole that is not tuned', async () => {
    const { config, scores } = await hurried('sgl', { epochs: 9 })
    expect({ config, scores }).toEqual(await hurried('sgl', { epochs: 9, maxMinutes: 5 }))
    expect(config.stopped).toBeUndefined()
  })

  it.each([
    ['item-knn', 12],
    ['ease', 3],
  ])('tries one setting of %s, and says so', async (name, all) => {
    const says = `time ran out after 1 of ${all} settings`
    for (const protocol of ['leave-one-out', 'unseen-users'] as const) {
      const { config } = await hurried(name, { protocol })
      expect(config.tried).toHaveLength(1)
      expect(config.stopped).toBe(says)
    }
    const { config } = await hurried(name, { maxMinutes: 5 })
    expect(config.tried).toHaveLength(all)
    expect(config.stopped).toBeUndefined()
  })
})
