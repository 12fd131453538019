/**
 * Seconds per epoch and per step of the graph teachers, with one thread and two in turns: LightGCN
 * on amazon-book with and without edge dropout, InfoNCE, and a full IRLLRec step on beauty. Results
 * are stored in `.tacit/bench-teachers.jsonl`, and those trials are not run again.
 *
 *   node bench/teachers.ts [--data ../shared/data] [--only lightgcn-dropout …] [--quick]
 */
import { parseArgs } from 'node:util'
import { median, printTable, runTrials, type Trial } from './trials.ts'
import { contrast, publicInteractions, randomText, someBatches, trainee } from './workloads.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
})
const THREADS = [1, 2]

/** A workload that is set up for a number of threads. */
interface Runner {
  run(): void
  dispose(): Promise<void>
}

interface Workload {
  name: string
  title: string
  /** Expected seconds of one run with one thread. */
  expected: number
  runs: number
  prepare(): Promise<(threads: number) => Promise<Runner>>
}

/** Seconds of each run, by number of threads. */
type Times = Record<number, number[]>

function epochs(name: string, keepEdges: number, expected: number): Workload {
  return {
    name,
    title: `LightGCN, amazon-book, ${keepEdges < 1 ? 'edge dropout' : 'all edges'}: an epoch`,
    expected,
    runs: 11,
    async prepare() {
      const interactions = await publicInteractions(values.data, 'amazon-book')
      return async (threads) => {
        const settings = { keepEdges }
        const own = await trainee({ name: 'lightgcn', interactions, threads, settings })
        return { run: () => own.epoch(), dispose: own.dispose }
      }
    },
  }
}

function irllrec(width: number, expected: number): Workload {
  return {
    name: `irllrec-${width}`,
    title: `LightGCN + IRLLRec \`paper\`, beauty, text ${width} wide: a step`,
    expected,
    runs: 11,
    async prepare() {
      const interactions = await publicInteractions(values.data, 'beauty')
      const text = randomText(interactions, width)
      const batches = someBatches(interactions, 4096, 8)
      return async (threads) => {
        const own = await trainee({ name: 'lightgcn+irllrec:paper', interactions, threads, text })
        let at = 0
        return {
          run: () => own.step(batches[at++ % batches.length]),
          dispose: own.dispose,
        }
      }
    },
  }
}

const WORKLOADS: Workload[] = [
  epochs('lightgcn-dropout', 0.8, 0.5),
  epochs('lightgcn', 1, 0.45),
  {
    name: 'infonce',
    title: 'InfoNCE 4096 × 11,000 × 32: forward and backward',
    expected: 0.36,
    runs: 21,
    prepare: async () => async (threads) => {
      const own = await contrast({ anchors: 4096, candidates: 11_000, dim: 32 }, threads)
      return { run: () => own.step(), dispose: own.dispose }
    },
  },
  irllrec(384, 2),
  irllrec(128, 1.6),
]

/** In turns, so that other load on the machine slows both down. */
async function measure({ prepare, runs }: Workload): Promise<Times> {
  const start = await prepare()
  const runners = await Promise.all(THREADS.map((threads) => start(threads)))
  for (const runner of runners) runner.run()
  const times: Times = Object.fromEntries(THREADS.map((threads) => [threads, []]))
  for (let run = 0; run < runsOf(runs); run++)
    for (const [n, threads] of THREADS.entries()) {
      const began = performance.now()
      runners[n].run()
      times[threads].push((performance.now() - began) / 1000)
    }
  await Promise.all(runners.map((runner) => runner.dispose()))
  return times
}

function runsOf(runs: number): number {
  return values.quick ? 3 : runs
}

const trials = WORKLOADS.map((workload): Trial<Times> => {
  const { name, expected, runs } = workload
  // Two threads are expected to take two thirds of the time; one run of each is a warm-up.
  const seconds = 10 + (runsOf(runs) + 1) * expected * 1.67
  return { name, seconds, run: () => measure(workload) }
})
const results = await runTrials(trials, { store: 'bench-teachers.jsonl', ...values })
const seconds = (times?: number[]) => times && `${median(times).toPrecision(3)} s`
printTable(
  ['what', '1 thread', '2 threads', '1 ÷ 2 (≥ 1.6 wanted)', 'runs'],
  WORKLOADS.map(({ name, title }) => {
    const times = results.get(name)
    const ratio = times && (median(times[1]) / median(times[2])).toFixed(2)
    return [title, seconds(times?.[1]), seconds(times?.[2]), ratio, times && `${times[1].length}`]
  }),
)
