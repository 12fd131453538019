import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { dirname, resolve } from 'node:path'
import { digits } from './tacit.ts'

/** One measurement; its result is stored, and it is not measured again. */
export interface Trial<Result> {
  name: string
  /** Settings that are not part of the name; a stored result with other settings is ignored. */
  set?: string
  /** Expected duration. */
  seconds: number
  run(): Promise<Result>
}

export interface TrialOptions {
  /** Name of a file of JSON lines in `.tacit/`, one per result. */
  store: string
  /** Names of the trials to run; empty: all; `none`: no trial. */
  only: readonly string[]
  /** Few repeats. Quick results and full ones are kept apart. */
  quick: boolean
}

interface Line<Result> {
  name: string
  set?: string
  quick: boolean
  machine: string
  at: string
  result: Result
}

/** The machine: cores, memory, Node. */
export const MACHINE = [
  `${cpus().length} × ${cpus()[0].model.trim()}`,
  `${Math.round(totalmem() / 2 ** 30)} GiB`,
  `${process.platform} ${process.arch}`,
  `Node ${process.versions.node}`,
].join(', ')

/**
 * Lists the trials, runs those in `only` that have no stored result, and stores each result. If a
 * trial fails, its error is printed, the others run, and the exit status is 1.
 *
 * @returns all stored results, by name
 *
 * @throws Error for a name in `only` that no trial has
 */
export async function runTrials<Result>(
  trials: readonly Trial<Result>[],
  options: TrialOptions,
): Promise<Map<string, Result>> {
  const { only, quick } = options
  const strange = only.find(
    (name) => name !== 'none' && !trials.some((trial) => trial.name === name),
  )
  if (strange !== undefined)
    throw new Error(`no trial "${strange}": choose ${trials.map(({ name }) => name).join(', ')}`)
  const store = resolve('.tacit', options.store)
  const done = readStore(store, trials, quick)
  const wanted = trials.filter(({ name }) => !only.length || only.includes(name))
  declare(wanted, done)
  for (const { name, set, run } of wanted) {
    if (done.has(name)) continue
    const began = performance.now()
    try {
      const result = await run()
      const at = new Date().toISOString()
      keep(store, { name, set, quick, machine: MACHINE, at, result })
      done.set(name, result)
      console.error(`${name}: done in ${((performance.now() - began) / 1000).toFixed(1)} s`)
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.message : error}`)
      process.exitCode = 1
    }
  }
  return done
}

function declare<Result>(wanted: readonly Trial<Result>[], done: Map<string, Result>): void {
  let seconds = 0
  for (const trial of wanted) {
    const kept = done.has(trial.name)
    if (!kept) seconds += trial.seconds
    console.error(`${trial.name}: ${kept ? 'stored' : `expected ${trial.seconds.toFixed(0)} s`}`)
  }
  console.error(`expected total: ${seconds.toFixed(0)} s, ${(seconds / 3600).toFixed(2)} h`)
}

/** Results of this machine. A line that was cut off by a kill is ignored. */
function readStore<Result>(
  store: string,
  trials: readonly Trial<Result>[],
  quick: boolean,
): Map<string, Result> {
  const results = new Map<string, Result>()
  if (!existsSync(store)) return results
  const sets = new Map(trials.map(({ name, set }) => [name, set]))
  for (const text of readFileSync(store, 'utf8').split('\n')) {
    const line = parsed<Line<Result>>(text)
    if (line?.machine !== MACHINE || line.quick !== quick) continue
    if (sets.has(line.name) && sets.get(line.name) === line.set) results.set(line.name, line.result)
  }
  return results
}

function parsed<T>(text: string): T | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function keep<Result>(store: string, line: Line<Result>): void {
  mkdirSync(dirname(store), { recursive: true })
  const torn = existsSync(store) && !readFileSync(store, 'utf8').endsWith('\n')
  appendFileSync(store, `${torn ? '\n' : ''}${JSON.stringify(line)}\n`)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

/** Prints a Markdown table, and the machine below it; an undefined cell was not run. */
export function printTable(
  columns: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): void {
  const line = (cells: readonly (string | undefined)[]) =>
    `| ${cells.map((cell) => cell ?? 'not run').join(' | ')} |`
  console.log([line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n'))
  console.log(`\n${MACHINE}`)
}

/** What a trial of a ranker measures. */
export interface Hits {
  hr10: number
  hr20: number
  /** CPU seconds. */
  cpu: number
}

/** Prints the hit rates of trials, in their order. */
export function printHits(
  trials: readonly Trial<Hits>[],
  results: ReadonlyMap<string, Hits>,
): void {
  const rows = trials.map(({ name }) => {
    const hits = results.get(name)
    return hits
      ? [name, digits(hits.hr10), digits(hits.hr20), hits.cpu.toFixed(0)]
      : [name, '', '', '']
  })
  printTable(['trial', 'HR@10', 'HR@20', 'CPU seconds'], rows)
}
