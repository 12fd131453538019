/**
 * How the student gains from more visitors: it is trained on shares of beauty's users, chosen by a
 * hash of their ids, with the items that these users touched, and judged on the share's own unseen
 * users, beside popularity. `tacit check` quotes the table (training/api/expected.ts).
 *
 *   node bench/learning-curve.ts [--data ../shared/data/beauty] [--only '0.05 student' …]
 *
 * Results are stored in `.tacit/bench-learning-curve.jsonl`. `--only none` prints the results so far.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { EvaluateResult } from '@tacit-rec/training'
import { digits, tacit } from './tacit.ts'
import { printTable, runTrials } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    only: { type: 'string', multiple: true, default: [] },
  },
})
const FOLDER = resolve('.tacit/learning-curve')
const SHARES = [0.05, 0.1, 0.2, 0.4, 1]
const MODELS: Record<string, string[]> = {
  student: ['--student', '--preset', 'quick'],
  popularity: ['--teacher', 'popularity'],
}

interface Point {
  events: number
  items: number
  /** Test users. */
  users: number
  recall: number
}

const trials = SHARES.flatMap((share) =>
  Object.entries(MODELS).map(([model, flags]) => ({
    name: `${share} ${model}`,
    seconds: model === 'student' ? 30 + 250 * share : 2,
    async run(): Promise<Point> {
      const { folder, events, items } = shareOf(share)
      const protocol = ['--protocol', 'unseen-users', '--threads', '1']
      const { recall, users } = await tacit<EvaluateResult>([
        'evaluate',
        folder,
        ...protocol,
        ...flags,
      ])
      return { events, items, users, recall: recall[20] }
    },
  })),
)
const done = await runTrials(trials, {
  store: 'bench-learning-curve.jsonl',
  only: values.only,
  quick: false,
})
const rows = SHARES.flatMap((share) => {
  const student = done.get(`${share} student`)
  const popularity = done.get(`${share} popularity`)
  if (!student || !popularity) return []
  const { events, items, users } = student
  const counts = [events, items, users].map(String)
  return [[...counts, digits(student.recall), digits(popularity.recall)]]
})
printTable(['events', 'items', 'test users', 'student R@20', 'popularity R@20'], rows)

/** Writes the events of a share of the users, and their items. */
function shareOf(share: number): { folder: string; events: number; items: number } {
  const folder = join(FOLDER, String(share))
  mkdirSync(folder, { recursive: true })
  const [head, ...rows] = linesOf('interactions.inter')
  const kept = rows.filter((row) => positionOf(row.split('\t')[0]) < share)
  const touched = new Set(kept.map((row) => row.split('\t')[1]))
  const [columns, ...all] = linesOf('items.item')
  const items = all.filter((row) => touched.has(row.split('\t')[0]))
  writeFileSync(join(folder, 'interactions.inter'), `${[head, ...kept].join('\n')}\n`)
  writeFileSync(join(folder, 'items.item'), `${[columns, ...items].join('\n')}\n`)
  return { folder, events: kept.length, items: touched.size }
}

function linesOf(name: string): string[] {
  return readFileSync(join(values.data, name), 'utf8').trimEnd().split('\n')
}

/** 0 to 1, by a hash of the user's id. */
function positionOf(user: string): number {
  return createHash('sha256').update(`curve:${user}`).digest().readUInt32BE(0) / 2 ** 32
}
