/**
 * LightGCN on synthetic power-law graphs of 1e5, 1e6 and 1e7 events, d = 64: time per propagated
 * edge and per step, bytes of the arena, peak memory of the process. A graph that is too large for
 * an arena must be refused. Each size runs in processes of its own, because peak memory is per
 * process. Results are stored in `.tacit/bench-scale.jsonl`.
 *
 *   node bench/scale.ts [--only 1e5 …] [--threads 2] [--batch N] [--quick]
 */
import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs, promisify } from 'node:util'
import { TacitError } from '@tacit-rec/pack'
import { batchFor, bipartite } from '../training/teachers/graph/index.ts'
import { createRuntime, parameter, propagate, sparse, Tape } from '../training/tensor/index.ts'
import { type PowerLaw, powerLaw } from './power-law.ts'
import { median, printTable, runTrials, type Trial } from './trials.ts'
import { someBatches, trainee } from './workloads.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    threads: { type: 'string', default: `${availableParallelism()}` },
    // Default: the trainer's, which is 4096, or more on large data.
    batch: { type: 'string' },
    // Set in a child process: the size and what to measure; it prints JSON.
    size: { type: 'string' },
    what: { type: 'string', default: 'steps' },
  },
})
const threads = Number(values.threads)
const [DIM, LAYERS] = [64, 3]

interface Size extends PowerLaw {
  name: string
  /** Expected seconds of one step. */
  expected: number
  runs: number
}

const SIZES: Size[] = [
  { name: '1e5', users: 10_000, items: 5000, events: 1e5, expected: 0.05, runs: 21 },
  { name: '1e6', users: 100_000, items: 20_000, events: 1e6, expected: 1, runs: 11 },
  { name: '1e7', users: 1_000_000, items: 100_000, events: 1e7, expected: 15, runs: 5 },
]
/** Never built: its arena is refused. */
const BEYOND = { name: '1e8', users: 4_000_000, items: 500_000, events: 1e8 }

/** `edges` counts both directions. */
interface Edges {
  edges: number
  nsPerEdge: number
}

interface Steps {
  stepSeconds: number
  stepsPerEpoch: number
  /** Bytes in use, including gradients. */
  arena: number
  /** Peak bytes of the process. */
  peak: number
}

/** Bytes for a step of LightGCN: Â and its transpose with dropout, and matrices of all nodes. */
function arenaBytes(size: PowerLaw): number {
  const { users, items, events } = size
  const matrix = (users + items) * DIM * 4
  const graph = 2 * events * 4 * 4 + (users + items + 1) * 4
  // The embedding, its gradient, Adam's two moments; the sum, its gradient, two layers.
  const nodes = 8 * matrix
  const triples = 3 * 2 * batchOf(size) * (DIM + 2) * 4
  return graph + nodes + triples + (1 << 20)
}

function batchOf({ events }: PowerLaw): number {
  return values.batch ? Number(values.batch) : batchFor(events)
}

function runsOf({ runs }: Size): number {
  return values.quick ? 2 : runs
}

/** All layers of Â·X, forward only. */
async function measureEdges(size: Size): Promise<Edges> {
  const runtime = await createRuntime({ bytes: arenaBytes(size), threads })
  const graph = sparse(runtime, bipartite(powerLaw(size)), { symmetric: true })
  const x = parameter(runtime, graph.rows, DIM, (n) => ((n * 7) % 13) - 6)
  const tape = new Tape(runtime)
  const seconds = times(runsOf(size), () => {
    propagate(tape, graph, x, LAYERS)
    tape.reset()
  })
  await runtime.dispose()
  const edges = graph.forward.entries
  return { edges, nsPerEdge: (median(seconds) * 1e9) / (edges * LAYERS) }
}

async function measureSteps(size: Size): Promise<Steps> {
  const interactions = powerLaw(size)
  const settings = { dim: DIM, layers: LAYERS }
  const bytes = arenaBytes(size)
  const own = await trainee({ name: 'lightgcn', interactions, threads, settings, bytes })
  const batches = someBatches(interactions, batchOf(size), runsOf(size) + 1)
  let arena = 0
  const seconds = times(runsOf(size), (run) => {
    arena = Math.max(arena, own.step(batches[run % batches.length]).arena)
  })
  await own.dispose()
  return {
    arena,
    stepSeconds: median(seconds),
    stepsPerEpoch: Math.ceil(interactions.index.length / batchOf(size)),
    // maxRSS is in KiB and covers the whole life of the process.
    peak: process.resourceUsage().maxRSS * 1024,
  }
}

/** Seconds of each run, after one warm-up run. */
function times(runs: number, work: (run: number) => void): number[] {
  const seconds: number[] = []
  for (let run = 0; run <= runs; run++) {
    const began = performance.now()
    work(run)
    if (run > 0) seconds.push((performance.now() - began) / 1000)
  }
  return seconds
}

async function child<Result>(size: Size, what: 'edges' | 'steps'): Promise<Result> {
  const args = ['--size', size.name, '--what', what, '--threads', values.threads]
  if (values.quick) args.push('--quick')
  if (values.batch) args.push('--batch', values.batch)
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, ...args])
  return JSON.parse(stdout)
}

/** The message of the refusal; an arena that is not refused is an error. */
async function refusal(size: PowerLaw): Promise<string> {
  try {
    const runtime = await createRuntime({ bytes: arenaBytes(size), threads })
    await runtime.dispose()
  } catch (error) {
    if (error instanceof TacitError && error.code === 'tensor/arena') return error.message
    throw error
  }
  throw new Error(`an arena of ${arenaBytes(size)} bytes was not refused`)
}

async function main(): Promise<void> {
  const trials = SIZES.map((size): Trial<Edges & Steps> => {
    const making = 5 + size.events / 2e5
    const seconds = making + (runsOf(size) + 1) * size.expected * 1.5
    const run = async () => ({
      ...(await child<Edges>(size, 'edges')),
      ...(await child<Steps>(size, 'steps')),
    })
    return { name: [size.name, ...variant()].join(' '), seconds, run }
  })
  const only = values.only.map((name) => [name, ...variant()].join(' '))
  const store = 'bench-scale.jsonl'
  const results = await runTrials(trials, { store, only, quick: values.quick })
  const rows = SIZES.map(({ name, users, items }, n) => {
    const seen = results.get(trials[n].name)
    return [
      `${name} events, ${users} × ${items}`,
      seen?.nsPerEdge.toFixed(1),
      seen && `${seen.stepSeconds.toPrecision(3)} s`,
      `${batchOf(SIZES[n])}`,
      seen && `${seen.stepsPerEpoch}`,
      seen && gigabytes(seen.arena),
      seen && gigabytes(seen.peak),
    ]
  })
  console.log(`d = ${DIM}, ${LAYERS} layers, ${threads} threads\n`)
  printTable(
    [
      'graph',
      'ns per edge and layer',
      'step',
      'batch',
      'steps an epoch',
      'arena',
      'peak of the process',
    ],
    rows,
  )
  const { name, users, items } = BEYOND
  console.log(`\n${name} events, ${users} × ${items}: ${await refusal(BEYOND)}`)
}

/** Part of a trial's name: results with other threads or batches do not count. */
function variant(): string[] {
  return [`threads ${threads}`, ...(values.batch ? [`batch ${values.batch}`] : [])]
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`
}

if (values.size === undefined) await main()
else {
  const size = SIZES.find(({ name }) => name === values.size)
  if (!size) throw new Error(`no size "${values.size}"`)
  const seen = values.what === 'edges' ? await measureEdges(size) : await measureSteps(size)
  console.log(JSON.stringify(seen))
}
