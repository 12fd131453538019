/**
 * What dislikes are worth: students on ratings, whose low ones are taken as likes, left out, or push away by
 * δ. One set has planted likes and dislikes in MovieLens' layout; the other are beauty's events with drawn
 * ratings: everybody dislikes one category, of which 1 or 2 is given, and 4 or 5 else.
 *
 *   node bench/dislikes.ts [--data ../shared/data/beauty] [--only planted …] [--seed 1] [--test]
 *
 * Recall@20 and NDCG@20 on the users of `unseen-users` who disliked anything: of validation, which δ is
 * chosen by, or with `--test` of the test.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { plantedRatings } from '../test/student/planted-ratings.ts'
import { type Cases, type Dataset, loadDataset, splitDataset } from '../training/data/index.ts'
import { evaluateRanker, type Ranker } from '../training/evaluate/index.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { createRandom } from '../training/random.ts'
import { type Distilled, distil, engineRanker } from '../training/student/index.ts'
import { digits } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    only: { type: 'string', multiple: true, default: ['planted', 'beauty'] },
    seed: { type: 'string', default: '1' },
    test: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const PUSHES = [0, 0.5, 1, 2]

/** Files of beauty with a rating per event. */
async function ratedBeauty(): Promise<Record<string, string>> {
  const { users, items, user, item, time, catalogue } = await loadDataset(values.data)
  const random = createRandom(seed)
  const categoryOf = (i: number) => catalogue.categories?.[i]?.[0]?.split(' > ')[1] ?? ''
  const rows: string[] = []
  for (let from = 0, to = 0; from < user.length; from = to) {
    while (to < user.length && user[to] === user[from]) to++
    const disliked = categoryOf(item[from + random.below(to - from)])
    const some = new Set(Array.from(item.subarray(from, to), categoryOf)).size > 1
    for (let e = from; e < to; e++) {
      const isLow = some && categoryOf(item[e]) === disliked
      rows.push(
        `${users[user[e]]},${items[item[e]]},${(isLow ? 1 : 4) + random.below(2)},${time![e]}`,
      )
    }
  }
  const lines = items.map((id, i) => {
    const { title, categories } = catalogue
    return JSON.stringify({ id, title: title?.[i], categories: categories?.[i] })
  })
  return {
    'interactions.csv': `user,item,rating,time\n${rows.join('\n')}\n`,
    'items.jsonl': `${lines.join('\n')}\n`,
  }
}

/** Rows of cases whose users disliked something. */
function judged({ input, users }: Cases): number[] {
  const { offsets } = input.disliked!
  return Array.from(users.keys()).filter((row) => offsets[row + 1] > offsets[row])
}

const train = (dataset: Dataset) =>
  distil(dataset, splitDataset(dataset, 'unseen-users'), {
    preset: 'quick',
    seed,
    threads: 1,
    minSupport: 2,
    memory: ['ease', 'transitions', 'text'],
    deadline: deadlineIn(60),
    progress: silent,
  })

function pushing({ draft }: Distilled, dislike: number): Ranker {
  const { manifest } = draft
  return engineRanker({
    ...draft,
    manifest: { ...manifest, score: { ...manifest.score, dislike } },
  })
}

/** A student to which every rating is a like: dislikes are its oldest events. */
function likingAll(distilled: Distilled): Ranker {
  const ranker = pushing(distilled, 0)
  return {
    score({ user, item, kind, age, disliked = new Int32Array(0) }, out) {
      const pad = disliked.length
      ranker.score(
        {
          user,
          item: Int32Array.of(...disliked, ...item),
          kind: Uint8Array.of(...disliked.map(() => kind[0]), ...kind),
          age: Float32Array.of(...new Float32Array(pad).fill(-1), ...age),
        },
        out,
      )
    },
  }
}

async function measure(name: string, files: Record<string, string>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tacit-dislikes-'))
  try {
    await mkdir(folder, { recursive: true })
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text)
    const dataset = await loadDataset(folder)
    const split = splitDataset(dataset, 'unseen-users')
    const cases = values.test ? split.test : split.valid
    const rows = judged(cases)
    const show = (ranker: Ranker) => {
      const { recall, ndcg } = evaluateRanker(ranker, cases, dataset.items.length, rows)
      return [recall['20'], ndcg['20']].map(digits)
    }
    const all = await train(await loadDataset(folder, { like: 'value>=0' }))
    const told = await train(dataset)
    console.log(`\n${name}, ${rows.length} users, ${values.test ? 'test' : 'validation'}\n`)
    printTable(
      ['dislikes', 'recall@20', 'ndcg@20'],
      [
        ['taken as likes', ...show(likingAll(all))],
        ...PUSHES.map((push) => [push ? `δ = ${push}` : 'left out', ...show(pushing(told, push))]),
      ],
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const SETS: Record<string, () => Promise<Record<string, string>>> = {
  planted: async () => plantedRatings(seed, { users: 5000, each: 12, ratings: 14 }),
  beauty: ratedBeauty,
}
for (const name of values.only) await measure(name, await SETS[name]())
