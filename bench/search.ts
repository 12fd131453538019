/**
 * Search measured: judged queries, titles with a typo, categories joined with the visitor's own
 * ranking, and the demand of past queries. MiniSearch runs on the same texts.
 *
 *   node bench/search.ts --judged ../shared/data/search --data ../shared/data/beauty --pack PACK [--seed 1] [--tower]
 *
 * PACK was kept by `tacit evaluate --data DATA --protocol leave-one-out --student --keep-pack PACK`.
 * Queries on DATA are made up: no row of DATA is a search.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import {
  buildIndex,
  combine,
  cover,
  demandOf,
  encode,
  join,
  nearness,
  readQuery,
  scorer,
  searchTexts,
  topK,
  towerVector,
} from '@tacit-rec/engine'
import { evaluateSearch } from '@tacit-rec/training'
import MiniSearch from 'minisearch'
import { type History, historyAt } from '../training/data/history.ts'
import { loadDataset, splitDataset } from '../training/data/index.ts'
import { targetsAt } from '../training/evaluate/index.ts'
import { readPack } from '../training/export/index.ts'
import { denseVectors } from '../training/intents/index.ts'
import { createRandom } from '../training/random.ts'
import { writeSample } from '../training/sample/index.ts'
import {
  fitTower,
  judgeSearch,
  readJudgedQueries,
  syntheticPairs,
  trainTower,
  withTypo,
} from '../training/search/index.ts'
import { encodedEvents } from '../training/student/index.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    judged: { type: 'string', default: '../shared/data/search' },
    data: { type: 'string', default: '../shared/data/beauty' },
    pack: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    tower: { type: 'boolean', default: false },
    users: { type: 'string', default: '4000' },
  },
})
const seed = Number(values.seed)
/** Weights of the query tower that are tried on the validation users. */
const TOWER_WEIGHTS = [0, 0.05, 0.1, 0.2, 0.4]
/** Title words of a made-up query. */
const KNOWN_WORDS = 5
const DEMAND_WORDS = 3
const KNOWN_ITEMS = 2000
/** Width of the vectors of titles. */
const DIM = 64

function miniSearch(texts: readonly string[]): (query: string) => Float32Array {
  const engine = new MiniSearch({ fields: ['text'] })
  engine.addAll(texts.map((text, id) => ({ id, text })))
  return (query) => {
    const scores = new Float32Array(texts.length)
    const found = engine.search(query, { prefix: true, fuzzy: 0.2 })
    for (const { id, score } of found) scores[id] = score
    return scores
  }
}

async function judgedQueries(): Promise<void> {
  const { ndcg10, empty, index, query } = await evaluateSearch({ data: values.judged })
  const { texts, queries } = await readJudgedQueries(values.judged)
  const test = queries.filter(({ part }) => part === 'test')
  shipped('judged queries', texts)
  const other = judgeSearch(test, miniSearch(texts), 1)
  print(
    'judged queries',
    ['search', 'NDCG@10', 'nothing found'],
    [
      ['tacit', ndcg10.toFixed(4), `${(100 * empty).toFixed(1)} %`],
      [
        'MiniSearch, prefix, fuzzy .2',
        other.ndcg10.toFixed(4),
        `${(100 * other.empty).toFixed(1)} %`,
      ],
    ],
  )
  console.log(`index ${index.toFixed(0)} ms, query ${query.toFixed(2)} ms`)
}

/** Adds a query tower to the judged queries, trained on the tune part and on made-up queries. */
async function withTower(): Promise<void> {
  const { texts, queries } = await readJudgedQueries(values.judged)
  const vectors = denseVectors(texts, { width: DIM, seed })
  const log = queries.flatMap(({ text: query, part, judged }) =>
    part === 'tune'
      ? [...judged].flatMap(([item, relevance]) =>
          relevance >= 2 ? [{ query, item, weight: 2 * (relevance - 1) }] : [],
        )
      : [],
  )
  const index = buildIndex(texts)
  const flat = new Float32Array(texts.length)
  const made = syntheticPairs(texts, createRandom(seed))
  const towers = {
    none: null,
    'made-up queries': trainTower(made, vectors, { dim: DIM, seed }),
    '+ queries of the tune part': trainTower([...made, ...log], vectors, { dim: DIM, seed }),
  }
  const rows = Object.entries(towers).map(([name, tower]) => {
    const search = (query: string) => {
      const q = tower && towerVector(tower, query)
      const near = q && flat.map((_, item) => Math.max(0, dot(q, vectors, item)))
      return join(cover(index, readQuery(query)), null, flat, near && { near, weight: 0.1 })
    }
    const score = (part: string) =>
      judgeSearch(
        queries.filter((one) => one.part === part),
        (query) => search(query).map((one) => Math.max(0, one)),
        1,
      ).ndcg10.toFixed(4)
    return [name, score('test')]
  })
  print('judged queries, query tower in the space of titles', ['trained on', 'NDCG@10'], rows)
}

function dot(q: Float32Array, vectors: Float32Array, item: number): number {
  return q.reduce((sum, x, c) => sum + x * vectors[item * DIM + c], 0)
}

/** What an index would weigh if a pack shipped it, against the time to build it on the device. */
function shipped(name: string, texts: readonly string[]): void {
  const began = process.cpuUsage()
  const index = buildIndex(texts)
  const { user, system } = process.cpuUsage(began)
  const bytes = [index.byWord, index.byTrigram].map(({ offsets, items }) => {
    const gaps = items.map((item, e) => item - (items[e - 1] ?? 0))
    for (const at of offsets) if (at < gaps.length) gaps[at] = items[at]
    return gzipSync(varints(gaps)).length + gzipSync(varints(offsets)).length
  })
  const names = gzipSync([...index.vocabulary, ...index.trigrams.keys()].join('\n')).length
  const total = bytes.reduce((sum, n) => sum + n, names)
  print(
    `index of ${name}, ${texts.length} items`,
    ['way', 'bytes', 'ms of CPU'],
    [
      ['built on the device', '0', ((user + system) / 1000).toFixed(0)],
      ['shipped, gaps as varints, gzip', total.toLocaleString('en'), '–'],
    ],
  )
}

function varints(values: Int32Array): Uint8Array {
  const bytes: number[] = []
  for (let value of values) {
    for (; value > 127; value >>>= 7) bytes.push((value & 127) | 128)
    bytes.push(value)
  }
  return Uint8Array.from(bytes)
}

/** An item's first title words, one of them misspelled: is the item among the first five? */
function knownItems(name: string, titles: readonly (string | null)[], texts: readonly string[]) {
  const random = createRandom(seed)
  const index = buildIndex(texts)
  const engines = {
    tacit: (query: string) => cover(index, readQuery(query)),
    MiniSearch: miniSearch(texts),
  }
  const all = [...titles.keys()].filter((item) => (titles[item]?.split(/\s+/).length ?? 0) > 1)
  const chosen = all.length > KNOWN_ITEMS ? random.shuffle(all).slice(0, KNOWN_ITEMS) : all
  const queries = chosen.map((item) => {
    const words = titles[item]!.split(/\s+/).slice(0, KNOWN_WORDS)
    const long = [...words.keys()].filter((at) => words[at].length >= 4)
    const at = long.length > 0 ? long[random.below(long.length)] : 0
    return { item, query: words.with(at, withTypo(words[at], random)).join(' ') }
  })
  const rows = Object.entries(engines).map(([engine, search]) => {
    let hits = 0
    for (const { item, query } of queries) {
      const scores = search(query)
      // Items with the same title are one answer.
      const found = topK(scores, 5, (other) => !(scores[other] > 0))
      if (found.some((one) => one.item === item || titles[one.item] === titles[item])) hits++
    }
    return [engine, (hits / queries.length).toFixed(4)]
  })
  print(
    `known items, ${name}: ${queries.length} queries with one typo`,
    ['search', 'success@5'],
    rows,
  )
}

/** The catalogues of DATA and of the sample bookshop. */
async function known(): Promise<void> {
  const shop = await mkdtemp(path.join(tmpdir(), 'bookshop-'))
  await writeSample(shop)
  for (const data of [shop, values.data]) {
    const { name, catalogue } = await loadDataset(data)
    knownItems(name, catalogue.title ?? [], searchTexts(catalogue))
  }
  await rm(shop, { recursive: true })
}

async function onPack(folder: string): Promise<void> {
  const pack = await readPack(path.resolve(folder))
  const dataset = await loadDataset(values.data)
  const { catalogue, items: ids } = dataset
  const split = splitDataset(dataset, 'leave-one-out')
  const { test } = split
  const titles = catalogue.title ?? []
  const index = buildIndex(searchTexts(catalogue))
  const pooled = scorer(pack)
  const personal = (history: History) => {
    const events = encodedEvents(history, pack.manifest)
    return combine(pack, pooled(encode(pack, events).intents), events)
  }
  const random = createRandom(seed)
  const rows = random.shuffle(Int32Array.from(test.users.keys())).slice(0, Number(values.users))
  const leafOf = (item: number) => catalogue.categories?.[item]?.[0]?.split(' > ').at(-1)
  const inputOf = (row: number) => historyAt(test.input, row, test.users[row])
  const flat = new Float32Array(ids.length)

  const joined = {
    query: (q: string) => join(cover(index, readQuery(q)), null, flat),
    '+ popularity': (q: string) => join(cover(index, readQuery(q)), null, pack.popularity),
    '+ history': (q: string, h: History) => join(cover(index, readQuery(q)), personal(h), flat),
    'search (both)': (q: string, h: History) =>
      join(cover(index, readQuery(q)), personal(h), pack.popularity),
    'search, history of another': (q: string, _: History, other: History) =>
      join(cover(index, readQuery(q)), personal(other), pack.popularity),
    'search, one typo': (q: string, h: History) =>
      join(cover(index, readQuery(misspelled(q))), personal(h), pack.popularity),
  }
  function misspelled(query: string): string {
    const words = query.split(' ')
    const long = [...words.keys()].filter((at) => words[at].length >= 4)
    if (long.length === 0) return query
    const at = long[random.below(long.length)]
    return words.with(at, withTypo(words[at], random)).join(' ')
  }
  const asked = [...rows].flatMap((row) => {
    const [target] = targetsAt(test, row)
    const query = leafOf(target)
    return query ? [{ row, target, query }] : []
  })
  print(
    `category of the next item as the query, ${dataset.name}, ${asked.length} users`,
    ['score', 'NDCG@10'],
    Object.entries(joined).map(([name, score]) => {
      let sum = 0
      for (const [n, { row, target, query }] of asked.entries()) {
        const history = inputOf(row)
        const other = inputOf(asked[(n + 1) % asked.length].row)
        const scores = score(query, history, other)
        const seen = new Set(history.item)
        const place = topK(scores, 10, (i) => seen.has(i)).findIndex(({ item }) => item === target)
        if (place >= 0) sum += 1 / Math.log2(place + 2)
      }
      return [name, (sum / asked.length).toFixed(4)]
    }),
  )

  if (values.tower) towerOnValidation()
  demands()

  /** What a tower of made-up queries adds, on the users that choose its default weight. */
  function towerOnValidation(): void {
    const tower = fitTower(pack, { seed })
    const { valid } = split
    const chosen = random
      .shuffle(Int32Array.from(valid.users.keys()))
      .slice(0, Number(values.users))
    const gains = TOWER_WEIGHTS.map(() => [] as number[])
    for (const row of chosen) {
      const [target] = targetsAt(valid, row)
      const history = historyAt(valid.input, row, valid.users[row])
      const seen = new Set(history.item)
      const queries = [
        leafOf(target),
        titles[target]?.split(/\s+/).slice(0, DEMAND_WORDS).join(' '),
      ]
      const own = personal(history)
      for (const query of queries) {
        if (!query) continue
        const coverage = cover(index, readQuery(query))
        for (const [n, weight] of TOWER_WEIGHTS.entries()) {
          const near = nearness({ ...tower, weight }, pack, query)
          const scores = join(coverage, own, pack.popularity, near)
          const place = topK(scores, 10, (i) => seen.has(i)).findIndex(
            ({ item }) => item === target,
          )
          gains[n].push(place >= 0 ? 1 / Math.log2(place + 2) : 0)
        }
      }
    }
    print(
      `query tower of made-up queries, ${dataset.name}, ${chosen.length} validation users, category and title words`,
      ['weight', 'NDCG@10', 'gain', 'standard error'],
      TOWER_WEIGHTS.map((weight, n) => {
        const differences = gains[n].map((gain, at) => gain - gains[0][at])
        const gain = mean(differences)
        const error = Math.sqrt(mean(differences.map((d) => (d - gain) ** 2)) / differences.length)
        return [String(weight), mean(gains[n]).toFixed(4), gain.toFixed(4), error.toFixed(4)]
      }),
    )
  }

  /** The newest event is unknown; before it the visitor typed three words of its title. */
  function demands(): void {
    const queryOf = (row: number) => {
      const item = inputOf(row).item.at(-1)!
      return (titles[item] ?? '').split(/\s+/).slice(0, DEMAND_WORDS).join(' ')
    }
    const without = ({ user, item, kind, age }: History): History => {
      const end = item.length - 1
      return { user, item: item.slice(0, end), kind: kind.slice(0, end), age: age.slice(0, end) }
    }
    const add = (scores: Float32Array, typed: string) => {
      for (const { scores: more } of demandOf(pack, index, [typed]))
        for (let i = 0; i < scores.length; i++) scores[i] += more[i]
      return scores
    }
    const models = {
      'newest event unknown': (h: History) => personal(without(h)),
      '+ demand of its query': (h: History, own: string) => add(personal(without(h)), own),
      '+ demand of another’s query': (h: History, _: string, other: string) =>
        add(personal(without(h)), other),
      'newest event known': (h: History) => personal(h),
      'first visit, popularity': () => pack.popularity.slice(),
      'first visit, demand of the query': (_: History, own: string) =>
        add(new Float32Array(ids.length), own),
    }
    const hits = Object.values(models).map((score) =>
      Array.from(rows, (row, n) => {
        const history = inputOf(row)
        const scores = score(history, queryOf(row), queryOf(rows[(n + 1) % rows.length]))
        const seen = new Set(history.item)
        const [target] = targetsAt(test, row)
        return Number(topK(scores, 20, (i) => seen.has(i)).some(({ item }) => item === target))
      }),
    )
    print(
      `demand of a past query, ${dataset.name}, ${rows.length} users, made-up queries`,
      ['input', 'R@20', 'gain', 'standard error'],
      Object.keys(models).map((name, n) => {
        const gains = hits[n].map((hit, user) => hit - hits[n >= 4 ? 4 : 0][user])
        const gain = mean(gains)
        const error = Math.sqrt(mean(gains.map((g) => (g - gain) ** 2)) / gains.length)
        return [name, mean(hits[n]).toFixed(4), gain.toFixed(4), error.toFixed(4)]
      }),
    )
  }
}

function mean(all: readonly number[]): number {
  return all.reduce((sum, x) => sum + x, 0) / all.length
}

function print(title: string, columns: readonly string[], rows: readonly string[][]): void {
  console.log(`\n${title}\n`)
  printTable(columns, rows)
}

await judgedQueries()
await known()
if (values.tower) await withTower()
for (const folder of values.pack) await onPack(folder)
