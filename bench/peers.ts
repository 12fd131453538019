/**
 * Our training steps and the same steps in PyTorch (bench/peers/), in turns: ours, theirs, ours, …
 * Both sides use two threads, the same batches and the same initial weights; sampling is not timed.
 * Each run first checks that both sides compute the same losses over three steps at a tiny size.
 * Results are stored in `.tacit/bench-peers.jsonl`.
 *
 *   node bench/peers.ts --python ../torch-venv/bin/python [--check] [--only 'lightgcn csr' …]
 *     [--data ../shared/data] [--quick]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createRandom } from '../training/random.ts'
import { type Ours, oursInfoNce, oursOf } from './peers/ours.ts'
import { type Form, type Peer, PeerProcess } from './peers/process.ts'
import { powerLaw } from './power-law.ts'
import { median, printTable, runTrials, type Trial } from './trials.ts'
import { publicInteractions, randomText } from './workloads.ts'

const { values } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    /** Runs only the check. */
    check: { type: 'boolean', default: false },
  },
})
const threads = 2
const folder = mkdtempSync(join(tmpdir(), 'tacit-peers-'))
const GRAPH_FORMS: Form[] = ['coo', 'csr', 'symmetric']

interface Workload {
  name: string
  title: string
  forms: readonly Form[]
  /** Min wanted theirs ÷ ours: for the faster form under autograd, and for the symmetric form. */
  targets: { autograd: number; symmetric?: number }
  /** Expected seconds of a step of theirs, and the number of steps in a turn. */
  expected: number
  steps: number
  ours(): Promise<Ours>
}

function lightgcn(name: string, keepEdges: number): Workload {
  return {
    name,
    title: `LightGCN step, amazon-book, ${keepEdges < 1 ? 'edge dropout' : 'all edges'}`,
    forms: GRAPH_FORMS,
    targets: { autograd: 5, symmetric: 2 },
    expected: 0.1,
    steps: 40,
    ours: async () => {
      const interactions = await publicInteractions(values.data, 'amazon-book')
      return oursOf({ folder, interactions, threads, settings: { keepEdges } })
    },
  }
}

function irllrec(width: number, wanted: number): Workload {
  return {
    name: `irllrec-${width}`,
    title: `LightGCN + IRLLRec \`paper\` step, beauty, text ${width} wide`,
    forms: GRAPH_FORMS,
    targets: { autograd: wanted, symmetric: wanted },
    expected: 5,
    steps: 2,
    ours: async () => {
      const interactions = await publicInteractions(values.data, 'beauty')
      return oursOf({ folder, interactions, threads, text: randomText(interactions, width) })
    },
  }
}

const WORKLOADS: Workload[] = [
  lightgcn('lightgcn-dropout', 0.8),
  lightgcn('lightgcn', 1),
  {
    name: 'infonce',
    title: 'InfoNCE 4096 × 11,000 × 32, forward and backward',
    forms: ['plain'],
    targets: { autograd: 2.5 },
    expected: 0.7,
    steps: 3,
    ours: () => oursInfoNce(folder, { anchors: 4096, candidates: 11_000, dim: 32 }, threads),
  },
  irllrec(384, 1),
  irllrec(128, 2),
]

/** Median seconds of a step, per turn. */
interface Turns {
  ours: number[]
  theirs: number[]
}

/** Milliseconds between turns: idle PyTorch threads spin for a while before they sleep. */
const PAUSE = 500

async function alternate(ours: Ours, peer: Peer, steps: number, turns: number): Promise<Turns> {
  const seen: Turns = { ours: [], theirs: [] }
  // The first turn is a warm-up, and so is the first step of each: the caches are cold.
  for (let turn = 0; turn <= turns; turn++) {
    const mine = Array.from({ length: steps + 1 }, () => timed(ours.step))
    await sleep(PAUSE)
    const { seconds } = await peer.steps(steps + 1)
    await sleep(PAUSE)
    if (turn === 0) continue
    seen.ours.push(median(mine.slice(1)))
    seen.theirs.push(median(seconds.slice(1)))
  }
  return seen
}

function timed(run: () => void): number {
  const began = performance.now()
  run()
  return (performance.now() - began) / 1000
}

async function compare(peers: PeerProcess, workload: Workload, form: Form): Promise<Turns> {
  const ours = await workload.ours()
  const peer = await peers.open({ ...ours.opening, form, threads })
  const turns = await alternate(ours, peer, workload.steps, turnsOf())
  await peer.close()
  await ours.dispose()
  return turns
}

function turnsOf(): number {
  return values.quick ? 3 : 15
}

/**
 * Without dropout and noise, losses can be compared. With a high learning rate, wrong gradients
 * change the losses of the second and third step.
 */
async function check(peers: PeerProcess): Promise<void> {
  const interactions = powerLaw({ users: 150, items: 90, events: 1500 })
  const tiny = {
    folder,
    interactions,
    threads,
    random: createRandom(5),
    batch: 256,
    noise: 0,
  } as const
  const trainer = { learningRate: 0.05 }
  const settings = { keepEdges: 1 }
  const silent = { ...settings, translationNoise: 0 }
  const small: [Form[], () => Promise<Ours>][] = [
    [GRAPH_FORMS, () => oursOf({ ...tiny, settings, trainer })],
    [
      GRAPH_FORMS,
      () => oursOf({ ...tiny, settings: silent, trainer, text: randomText(interactions, 24) }),
    ],
    [['plain'], () => oursInfoNce(folder, { anchors: 40, candidates: 100, dim: 32 }, threads)],
  ]
  for (const [forms, make] of small)
    for (const form of forms) {
      const ours = await make()
      const peer = await peers.open({ ...ours.opening, form, threads })
      const { losses } = await peer.steps(3)
      for (const theirs of losses) expectSame(`${ours.opening.model} ${form}`, ours.step(), theirs)
      await peer.close()
      await ours.dispose()
    }
}

/** Allows for float32 sums in different orders. */
function expectSame(what: string, ours: number, theirs: number): void {
  console.error(`check: ${what}: ours ${ours}, theirs ${theirs}`)
  if (!(Math.abs(ours - theirs) <= 1e-4 * Math.abs(ours)))
    throw new Error(`${what}: the losses differ, so the two sides do not run the same model`)
}

async function main(peers: PeerProcess): Promise<void> {
  const version = await peers.version()
  await check(peers)
  if (values.check) return
  const trials = WORKLOADS.flatMap((workload) =>
    workload.forms.map((form): Trial<Turns> => {
      const seconds = 15 + (turnsOf() + 1) * ((workload.steps + 1) * workload.expected * 1.5 + 0.4)
      const run = () => compare(peers, workload, form)
      return { name: `${workload.name} ${form}`, seconds, run }
    }),
  )
  const { only, quick } = values
  const results = await runTrials(trials, { store: 'bench-peers.jsonl', only, quick })
  console.log(`PyTorch ${version}, ${threads} threads each\n`)
  const columns = ['step', 'form', 'ours', 'PyTorch', 'PyTorch ÷ ours', 'wanted', 'turns']
  printTable(
    columns,
    WORKLOADS.flatMap((workload) => rowsOf(workload, results)),
  )
}

type Cells = (string | undefined)[]

/** Rows: the faster form under autograd, once all were measured; then the symmetric form. */
function rowsOf(workload: Workload, results: Map<string, Turns>): Cells[] {
  const { name, forms, targets } = workload
  const named = forms.map((form) => ({ form, turns: results.get(`${name} ${form}`) }))
  const autograd = named.filter(({ form }) => form !== 'symmetric')
  const known = autograd.filter(({ turns }) => turns)
  const theirs = (turns?: Turns) => (turns ? median(turns.theirs) : Infinity)
  known.sort((a, b) => theirs(a.turns) - theirs(b.turns))
  const fastest = known.length === autograd.length ? known[0] : undefined
  const list = autograd.map(({ form }) => form).join(', ')
  const several = fastest ? `${fastest.form} (of ${list})` : `the faster of ${list}`
  const label = autograd.length > 1 ? several : list
  const rows = [row(workload, label, targets.autograd, fastest?.turns)]
  const symmetric = named.find(({ form }) => form === 'symmetric')
  if (symmetric && targets.symmetric)
    rows.push(row(workload, 'CSR, symmetric backward', targets.symmetric, symmetric.turns))
  return rows
}

function row({ title }: Workload, form: string, wanted: number, turns?: Turns): Cells {
  const [ours, theirs] = turns ? [median(turns.ours), median(turns.theirs)] : [0, 0]
  const cells = turns && [milliseconds(ours), milliseconds(theirs), (theirs / ours).toFixed(2)]
  return [
    title,
    form,
    ...(cells ?? [undefined, undefined, undefined]),
    `≥ ${wanted}`,
    turnsIn(turns),
  ]
}

function milliseconds(seconds: number): string {
  return `${(seconds * 1000).toFixed(1)} ms`
}

function turnsIn(turns?: Turns): string | undefined {
  return turns && `${turns.ours.length}`
}

const peers = new PeerProcess(values.python, threads)
try {
  await main(peers)
} finally {
  peers.end()
  rmSync(folder, { recursive: true })
}
