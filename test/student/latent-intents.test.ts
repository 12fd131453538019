import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encode, nearestPrototypes } from '@tacit-rec/engine'
import type { LoadedPack, Prototype } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type Dataset,
  type History,
  intentsOfItems,
  loadDataset,
  splitDataset,
} from '../../training/data/index.ts'
import { rankUnseen } from '../../training/evaluate/index.ts'
import { findPrototypes } from '../../training/export/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import {
  sampleIntents,
  sampleItems,
  simulateReaders,
  writeSample,
} from '../../training/sample/index.ts'
import { distil, encodedEvents, engineRanker } from '../../training/student/index.ts'

/** A person that the student was not trained on, and the intents that simulated them. */
interface Reader {
  history: History
  wants: { id: string; name: string }[]
}

let dataset: Dataset
let pack: LoadedPack
let prototypes: Prototype[]
let readers: Reader[]

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-sample-'))
  await writeSample(folder, { readers: 1500 })
  dataset = await loadDataset(folder)
  const split = splitDataset(dataset, 'all')
  const { draft, tables } = await distil(dataset, split, {
    preset: 'quick',
    seed: 1,
    minSupport: 2,
    threads: 1,
    memory: ['ease', 'transitions', 'text'],
    deadline: deadlineIn(5),
    progress: silent,
  })
  const { catalogue } = dataset
  const { dim } = draft.manifest
  const named = findPrototypes(tables.embeddings, dim, catalogue, 1, intentsOfItems(catalogue))
  prototypes = named.prototypes
  pack = {
    ...draft,
    manifest: { ...draft.manifest, prototypes: prototypes.length },
    prototypeVectors: named.vectors,
  }
  readers = otherReaders()
})

/** Other people, simulated with another seed. */
function otherReaders(): Reader[] {
  const place = new Map(dataset.items.map((id, i) => [id, i]))
  const nameOf = new Map(sampleIntents().map(({ id, name }) => [id, name]))
  const { readers: people, events } = simulateReaders({ readers: 200, seed: 99 })
  const seen = new Map(people.map(({ id }) => [id, [] as number[]]))
  for (const { user, item } of events) seen.get(user)!.push(place.get(item)!)
  return people.map(({ id, intents }) => {
    const item = Int32Array.from(seen.get(id)!)
    const [kind, age] = [new Uint8Array(item.length), new Float32Array(item.length)]
    return {
      history: { user: -1, item, kind, age },
      wants: intents.map(({ id }) => ({ id, name: nameOf.get(id)! })),
    }
  })
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the student on the bookshop', () => {
  it('ranks books of the latent intents of new readers first', () => {
    const ranker = engineRanker(pack)
    const intentsOf = new Map(sampleItems().map((book) => [book.id, book.intents]))
    const out = new Float32Array(dataset.items.length)
    const count = new Float64Array(dataset.items.length)
    for (const item of dataset.item) count[item]++
    const popular = Array.from(dataset.items.keys()).sort((a, b) => count[b] - count[a])
    const share = (of: (history: History) => number[]) =>
      mean(
        readers.map(({ history, wants }) => {
          const wanted = new Set(wants.map(({ id }) => id))
          const fits = (i: number) =>
            intentsOf.get(dataset.items[i])!.some((intent) => wanted.has(intent))
          return of(history).slice(0, 10).filter(fits).length / 10
        }),
      )
    const common = share(({ item }) => popular.filter((i) => !item.includes(i)))
    const found = share((history) => {
      ranker.score(history, out)
      return rankUnseen(out, history)
    })
    expect(common).toBeLessThan(0.35)
    expect(found).toBeGreaterThan(0.75)
  })

  it('names their intents as the simulation does', () => {
    const named = readers.map(({ history, wants }) => {
      const near = nearestPrototypes(pack, encode(pack, encodedEvents(history, pack.manifest)), 2)
      const labels = new Set(near.flat().map(({ prototype }) => prototypes[prototype].label))
      return wants.filter(({ name }) => labels.has(name)).length
    })
    // Max 8 of 38 names, for a reader's two of 46 intents: chance gives .3.
    expect(mean(named)).toBeGreaterThan(0.9)
    expect(mean(named.map((n) => Number(n > 0)))).toBeGreaterThan(0.75)
  })
})
