/**
 * Recall, NDCG and HR of every teacher and of the student on the public sets, as a Markdown table.
 * Each cell is one `tacit evaluate`; what is already in `.tacit/quality.jsonl` is not run again.
 *
 *   node bench/quality.ts ../shared/data [name of a cell, or a part of it …]
 */
import { execFile } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const [folder = '../shared/data', ...only] = process.argv.slice(2)
const STORE = resolve('.tacit/quality.jsonl')
const TACIT = resolve(import.meta.dirname, '../training/bin/tacit.js')
const TEACHERS = ['popularity', 'item-knn', 'ease', 'lightgcn']

/** Sets, protocols and what each is quoted by. */
const SETS = [
  { data: 'amazon-book', protocol: 'ratio', columns: ['recall@20', 'ndcg@20'], more: [] },
  { data: 'yelp', protocol: 'ratio', columns: ['recall@20', 'ndcg@20'], more: [] },
  {
    data: 'beauty',
    protocol: 'leave-one-out',
    columns: ['hr@10', 'ndcg@10'],
    more: ['transitions', 'text-knn'],
  },
  {
    data: 'beauty',
    protocol: 'unseen-users',
    columns: ['recall@20', 'ndcg@20'],
    more: ['transitions', 'text-knn'],
  },
]

interface Cell {
  name: string
  result: Record<string, any>
}

function stored(): Map<string, Cell> {
  if (!existsSync(STORE)) return new Map()
  const lines = readFileSync(STORE, 'utf8').trim().split('\n')
  return new Map(lines.map((line) => JSON.parse(line)).map((cell: Cell) => [cell.name, cell]))
}

async function run(name: string, args: string[]): Promise<Cell> {
  console.error(`running ${name}`)
  const { stdout } = await promisify(execFile)(process.execPath, [TACIT, ...args], {
    maxBuffer: 1 << 26,
  })
  const cell = { name, result: JSON.parse(stdout.trim().split('\n').at(-1)!) }
  mkdirSync(resolve(STORE, '..'), { recursive: true })
  appendFileSync(STORE, `${JSON.stringify(cell)}\n`)
  return cell
}

function value(cell: Cell | undefined, column: string): string {
  if (!cell) return 'not run'
  const [metric, k] = column.split('@')
  return cell.result[metric][k].toFixed(4)
}

for (const { data, protocol, columns, more } of SETS) {
  const models = [...[...TEACHERS, ...more].map((name) => ['--teacher', name]), ['--student']]
  const rows: string[] = []
  for (const model of models) {
    const title = model.at(-1)!.replace('--', '')
    const name = `${data} ${protocol} ${title}`
    const wanted = !only.length || only.some((part) => name.includes(part))
    const args = [
      'evaluate',
      '--data',
      join(folder, data),
      '--protocol',
      protocol,
      ...model,
      '--json',
    ]
    const cell = stored().get(name) ?? (wanted ? await run(name, args) : undefined)
    const seconds = cell ? `${Math.round(cell.result.seconds)} s` : ''
    const mark = cell?.result.transductive ? ' (transductive)' : ''
    rows.push(
      `| ${title}${mark} | ${columns.map((c) => value(cell, c)).join(' | ')} | ${seconds} |`,
    )
  }
  console.log(`\n${data}, \`${protocol}\`\n`)
  console.log(`| model | ${columns.join(' | ')} | time |`)
  console.log(`|---|${columns.map(() => '---').join('|')}|---|`)
  console.log(rows.join('\n'))
}
