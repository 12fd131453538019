/**
 * Recall, NDCG and HR of every teacher and of the student on the public sets, as a Markdown table.
 * Each cell is one `tacit evaluate`; what is already in `.tacit/quality.jsonl` is not run again.
 *
 *   node bench/quality.ts ../shared/data ['amazon-book ratio ease standard' …]
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Evaluated, type Metric, tacit } from './tacit.ts'

const [folder = '../shared/data', ...only] = process.argv.slice(2)
const STORE = resolve('.tacit/quality.jsonl')

const ANY = ['popularity', 'item-knn', 'ease', 'gf-cf', 'lightgcn']
const TIMED = [...ANY, 'transitions', 'text-knn']

/** Sets, protocols, what each is quoted by, and its teachers. */
const SETS = [
  { data: 'amazon-book', protocol: 'ratio', columns: ['recall@20', 'ndcg@20'], teachers: ANY },
  { data: 'beauty', protocol: 'leave-one-out', columns: ['hr@10', 'ndcg@10'], teachers: TIMED },
  { data: 'beauty', protocol: 'unseen-users', columns: ['recall@20', 'ndcg@20'], teachers: TIMED },
]

interface Cell {
  name: string
  result: Evaluated
}

function stored(): Map<string, Cell> {
  if (!existsSync(STORE)) return new Map()
  const lines = readFileSync(STORE, 'utf8').trim().split('\n')
  return new Map(lines.map((line) => JSON.parse(line)).map((cell: Cell) => [cell.name, cell]))
}

async function run(name: string, args: string[]): Promise<Cell> {
  console.error(`running ${name}`)
  const cell = { name, result: await tacit(args) }
  mkdirSync(resolve(STORE, '..'), { recursive: true })
  appendFileSync(STORE, `${JSON.stringify(cell)}\n`)
  return cell
}

function value(cell: Cell | undefined, column: string): string {
  if (!cell) return 'not run'
  const [metric, k] = column.split('@')
  return cell.result[metric as Metric][k].toFixed(4)
}

for (const { data, protocol, columns, teachers } of SETS) {
  const models = [
    ...teachers.map((name) => ({ title: name, preset: 'standard', args: ['--teacher', name] })),
    { title: 'student', preset: 'quick', args: ['--student'] },
    { title: 'student', preset: 'standard', args: ['--student'] },
  ]
  const rows: string[] = []
  for (const { title, preset, args } of models) {
    const name = `${data} ${protocol} ${title} ${preset}`
    const wanted = !only.length || only.includes(name)
    const cell =
      stored().get(name) ??
      (wanted
        ? await run(name, [
            ...['evaluate', '--data', join(folder, data), '--protocol', protocol],
            ...[...args, '--preset', preset],
          ])
        : undefined)
    const seconds = cell ? `${Math.round(cell.result.seconds)} s` : ''
    const mark = cell?.result.transductive ? ' (transductive)' : ''
    const values = columns.map((column) => value(cell, column)).join(' | ')
    rows.push(`| ${title}${mark} | ${preset} | ${values} | ${seconds} |`)
  }
  console.log(`\n${data}, \`${protocol}\`\n`)
  console.log(`| model | preset | ${columns.join(' | ')} | time |`)
  console.log(`|---|---|${columns.map(() => '---').join('|')}|---|`)
  console.log(rows.join('\n'))
}
