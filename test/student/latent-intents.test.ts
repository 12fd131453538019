import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { rankUnseen } from '../../training/evaluate/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { sampleItems, simulateReaders, writeSample } from '../../training/sample/index.ts'
import { distil, engineRanker } from '../../training/student/index.ts'

describe('the student on the bookshop', () => {
  it('finds the latent intents of readers that it has never seen', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tacit-sample-'))
    await writeSample(folder, { readers: 1500 })
    const dataset = await loadDataset(folder)
    const whole = splitDataset(dataset, 'all')
    const split = { ...whole.choose, ...whole, protocol: 'all' } as const
    const { draft } = await distil(dataset, split, {
      ...({ preset: 'quick', seed: 1, minSupport: 2, threads: 2 } as const),
      memory: ['ease', 'transitions', 'text'],
      deadline: deadlineIn(5),
      progress: silent,
    })
    const ranker = engineRanker(draft)
    const place = new Map(dataset.items.map((id, i) => [id, i]))
    const intentsOf = new Map(sampleItems().map((book) => [book.id, book.intents]))
    // Other people, drawn with another seed; what they want is known, and never was to the student.
    const { readers, events } = simulateReaders({ readers: 200, seed: 99 })
    const seen = new Map(readers.map(({ id }) => [id, [] as number[]]))
    for (const { user, item } of events) seen.get(user)!.push(place.get(item)!)
    const out = new Float32Array(dataset.items.length)
    const popular = Array.from(dataset.items.keys()).slice(0)
    const count = new Float64Array(dataset.items.length)
    for (const item of dataset.item) count[item]++
    popular.sort((a, b) => count[b] - count[a])
    let [found, common] = [0, 0]
    for (const { id, intents } of readers) {
      const item = Int32Array.from(seen.get(id)!)
      const history = {
        user: -1,
        item,
        kind: new Uint8Array(item.length),
        age: new Float32Array(item.length),
      }
      ranker.score(history, out)
      const wanted = new Set(intents.map((intent) => intent.id))
      const fits = (i: number) =>
        intentsOf.get(dataset.items[i])!.some((intent) => wanted.has(intent))
      found += rankUnseen(out, history).slice(0, 10).filter(fits).length / 10
      common +=
        popular
          .filter((i) => !item.includes(i))
          .slice(0, 10)
          .filter(fits).length / 10
    }
    expect(common / readers.length).toBeLessThan(0.35)
    expect(found / readers.length).toBeGreaterThan(0.75)
  })
})
