/**
 * Time of the `lexical` provider on beauty's 12,101 texts and on synthetic items: key phrases,
 * TF-IDF and neighbours, each run once, and peak memory. Each size runs in a process of its own.
 *
 *   node bench/lexical.ts [--data ../shared/data/beauty] [--items 100000] [--only beauty] [--quick]
 *
 * A synthetic text has the length of a text of beauty. There is one topic of 200 words for every
 * 100 items; a third of a text's words come from its topic, the others from all words of beauty. Both
 * are drawn by Zipf's law (exponent 1), seeded. Results are stored in `.tacit/bench-lexical.jsonl`.
 * `--quick` makes a tenth of the items.
 */
import { execFile } from 'node:child_process'
import { parseArgs, promisify } from 'node:util'
import type { Catalogue } from '../pack/index.ts'
import { loadDataset } from '../training/data/index.ts'
import {
  lexicalIntents,
  nearestRows,
  normalizeText,
  tfidf,
  words,
} from '../training/intents/index.ts'
import { createRandom } from '../training/random.ts'
import { printTable, runTrials } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    items: { type: 'string', default: '100000' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    /** Set in a child process: what it measures. */
    stages: { type: 'string' },
  },
})

interface Result {
  items: number
  characters: number
  terms: number
  entries: number
  seconds: { phrases: number; tfidf: number; neighbours: number }
  peakMiB: number
}

const OWN = 200

function synthetic(
  items: number,
  real: readonly string[],
): { catalogue: Catalogue; texts: string[] } {
  const random = createRandom(1)
  const counts = new Map<string, number>()
  const lengths = real.map((text) => {
    const own = words(normalizeText(text))
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1)
    return own.length
  })
  const all = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!)
  // By inversion: rank r has a probability of about 1 / (r ln n).
  const zipf = (list: readonly string[]) => list[Math.floor(list.length ** random.uniform()) - 1]
  const kinds = Array.from({ length: Math.ceil(items / 100) }, () =>
    Array.from({ length: OWN }, () => all[random.below(all.length)]),
  )
  const texts = Array.from({ length: items }, () => {
    const own = kinds[random.below(kinds.length)]
    const length = lengths[random.below(lengths.length)]
    const draw = () => zipf(random.uniform() < 1 / 3 ? own : all)
    return Array.from({ length }, draw).join(' ')
  })
  return { catalogue: { ids: texts.map((_, n) => `i${n}`), title: texts }, texts }
}

async function stages(which: string): Promise<Result> {
  const real = await beauty()
  const { catalogue, texts } = which === 'beauty' ? real : synthetic(Number(which), real.texts)
  let began = performance.now()
  const lap = () => {
    const seconds = (performance.now() - began) / 1000
    began = performance.now()
    return seconds
  }
  lexicalIntents(catalogue)
  const phrases = lap()
  const rows = tfidf(texts)
  const weighed = lap()
  nearestRows(rows, 30)
  const neighbours = lap()
  return {
    items: texts.length,
    terms: rows.cols,
    entries: rows.index.length,
    characters: texts.reduce((sum, text) => sum + text.length, 0),
    seconds: { phrases, tfidf: weighed, neighbours },
    peakMiB: process.resourceUsage().maxRSS / 1024,
  }
}

async function beauty() {
  const { catalogue, texts } = await loadDataset(values.data)
  return { catalogue, texts: texts! }
}

async function main() {
  const many = Number(values.items) / (values.quick ? 10 : 1)
  const run = async (which: string): Promise<Result> => {
    const args = [import.meta.filename, '--stages', which, '--data', values.data]
    const { stdout } = await promisify(execFile)(process.execPath, args)
    return JSON.parse(stdout)
  }
  const trials = ['beauty', `${many}`].map((which) => {
    return {
      name: which,
      seconds: which === 'beauty' ? 20 : 8 * (many / 6000) ** 2,
      run: () => run(which),
    }
  })
  const store = 'bench-lexical.jsonl'
  const done = await runTrials(trials, { store, only: values.only, quick: values.quick })
  const rows = trials.map(({ name }) => {
    const result = done.get(name)
    if (!result) return [name, ...Array<undefined>(7)]
    const { items, characters, terms, entries, seconds, peakMiB } = result
    const times = [seconds.phrases, seconds.tfidf, seconds.neighbours]
    const counts = [items, Math.round(characters / items), terms, Math.round(entries / items)]
    return [
      name,
      ...counts.map((n) => n.toLocaleString('en')),
      ...times.map((s) => s.toFixed(1)),
      peakMiB.toFixed(0),
    ]
  })
  printTable(
    [
      ...['texts', 'items', 'characters each', 'terms', 'terms each'],
      ...['key phrases, s', 'TF-IDF, s', 'neighbours, s', 'peak MiB'],
    ],
    rows,
  )
}

if (values.stages) process.stdout.write(JSON.stringify(await stages(values.stages)))
else await main()
