/**
 * Validation metrics of changed student settings, alone and with the memory at several β. Teachers
 * of the soft targets: EASE-R; also transitions and text-kNN if the data has times.
 *
 *   node bench/ablation.ts [--data ../shared/data/beauty] [--protocol leave-one-out] [--lambda 150]
 *     '{}' '{"soft":0}' '{"dim":32}' …
 *
 * Results are stored in `.tacit/bench-ablation.jsonl`.
 */
import { parseArgs } from 'node:util'
import { encode } from '../engine/index.ts'
import type { LoadedPack } from '../pack/index.ts'
import { historyAt, loadDataset, type Split, splitDataset } from '../training/data/index.ts'
import type { Metrics } from '../training/evaluate/index.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { interactionMatrix } from '../training/sparse/index.ts'
import {
  defaultSettings,
  draftPack,
  judgeAlone,
  listExamples,
  type StudentSettings,
  trainStudent,
} from '../training/student/encoder/index.ts'
import { encodedEvents } from '../training/student/index.ts'
import {
  chooseBeta,
  defaultMemory,
  eventDecay,
  fitParts,
  makeMemory,
  namesOf,
} from '../training/student/memory/index.ts'
import { type WeightedTeacher, withSoftLists } from '../training/student/targets/index.ts'
import {
  bestNeighbours,
  fitOptions,
  linkRanker,
  teacherByName,
} from '../training/teachers/index.ts'
import { digits } from './tacit.ts'
import { printTable, runTrials } from './trials.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    protocol: { type: 'string', default: 'leave-one-out' },
    lambda: { type: 'string', default: '150' },
  },
})
const { data, protocol, lambda } = values
const BETAS = [0.1, 0.2, 0.3, 0.45, 0.7, 1, 1.5]

interface Result {
  epochs: number
  alone: string
  alike: number
  /** One entry per β. */
  fused: string[]
  seconds: number
}

/** The data that every change is tried on; prepared once, by the first run. */
async function prepare() {
  const dataset = await loadDataset(data)
  const split = splitDataset(dataset, protocol as 'ratio') as Split
  const run = { preset: 'quick', seed: 1, deadline: deadlineIn(600), progress: silent } as const
  const fit = fitOptions(dataset, split, run)
  const { ordered } = split
  const { parts, ease } = await fitParts(fit, {
    memory: ['ease', 'transitions', 'text'],
    minSupport: 2,
    needsEase: true,
    lambda: Number(lambda),
  })
  const graph = {
    interactions: interactionMatrix(split.fit, dataset.items.length),
    text: await bestNeighbours(fit),
    ordered,
    kinds: dataset.kinds,
  }
  const memory = makeMemory(parts, defaultMemory(ordered, namesOf(parts)), {
    fit: split.fit,
    users: fit.users,
    kinds: graph.kinds,
    text: graph.text,
    cold: null,
  })
  const score = linkRanker(ease!, eventDecay(ordered)).score
  const voters: WeightedTeacher[] = [{ teacher: { name: 'ease', config: {}, score }, weight: 1 }]
  for (const name of ordered ? ['transitions', ...(dataset.texts ? ['text-knn'] : [])] : [])
    voters.push({ teacher: await teacherByName(name)(fit), weight: name === 'text-knn' ? 0.5 : 1 })
  const examples = withSoftLists(listExamples(split.fit, ordered), voters, fit)
  return { split, fit, memory, examples, graph }
}

let prepared: ReturnType<typeof prepare> | undefined

async function tryChange(change: string): Promise<Result> {
  prepared ??= prepare()
  const { split, fit, memory, examples, graph } = await prepared
  const settings: StudentSettings = { ...defaultSettings(split.ordered), ...JSON.parse(change) }
  const began = performance.now()
  const trained = await trainStudent({ fit, graph, cold: null, examples }, settings, (tables) =>
    judgeAlone(tables, settings, graph, split),
  )
  const seconds = Math.round((performance.now() - began) / 1000)
  const draft = draftPack(trained.tables, settings, graph.kinds, memory)
  const fused = BETAS.map((beta) => show(chooseBeta(draft, split, [beta]).validation))
  const { epochs, validation } = trained
  return { epochs, alone: show(validation!), alike: alike(draft, split), fused, seconds }
}

/** Mean cosine between two intents of a user, over users with at least four events. */
function alike(pack: LoadedPack, { valid }: Split): number {
  const { intents: K, dim } = pack.manifest
  let [sum, people] = [0, 0]
  for (let row = 0; row < Math.min(500, valid.users.length); row++) {
    const events = encodedEvents(historyAt(valid.input, row), pack.manifest)
    if (events.length < 4) continue
    const { intents } = encode(pack, events)
    people++
    for (let a = 0; a < K; a++)
      for (let b = 0; b < a; b++)
        for (let c = 0; c < dim; c++)
          sum += (intents[a * dim + c] * intents[b * dim + c] * 2) / (K * (K - 1))
  }
  return sum / people
}

function show({ hr, recall, ndcg }: Metrics): string {
  const [metric, cut] = protocol === 'leave-one-out' ? [hr, '10'] : [recall, '20']
  return `${digits(metric[cut])} / ${digits(ndcg[cut])}`
}

const changes = positionals.length ? positionals : ['{}']
const trials = changes.map((change) => {
  const name = `${data} ${protocol} ${lambda} ${change}`
  return { name, seconds: 150, run: () => tryChange(change) }
})
const results = await runTrials(trials, { store: 'bench-ablation.jsonl', only: [], quick: false })
printTable(
  ['change', 'epochs', 'alone', 'alike', ...BETAS.map((beta) => `β ${beta}`), 'time'],
  trials.map(({ name }, n) => {
    const result = results.get(name)
    if (!result) return [changes[n], ...Array<undefined>(BETAS.length + 4)]
    const { epochs, alone, alike, fused, seconds } = result
    return [`\`${changes[n]}\``, `${epochs}`, alone, alike.toFixed(3), ...fused, `${seconds} s`]
  }),
)
