/**
 * What each setting of the student is worth on validation, alone and with its memory at several β.
 * Teachers of the soft targets: EASE-R, and with time transitions and text-kNN.
 *
 *   node bench/ablation.ts ../shared/data/beauty leave-one-out 150 '{}' '{"soft":0}' '{"dim":32}'
 */
import { encode } from '../engine/index.ts'
import type { LoadedPack } from '../pack/index.ts'
import {
  historyAt,
  interactionMatrix,
  loadDataset,
  type Split,
  splitDataset,
} from '../training/data/index.ts'
import type { Metrics } from '../training/evaluate/index.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { draftPack } from '../training/student/draft.ts'
import { listExamples } from '../training/student/examples.ts'
import { chooseBeta } from '../training/student/fuse.ts'
import {
  buildMemory,
  defaultMemory,
  filledRows,
  memoryScale,
  neighbourLinks,
  type PartName,
} from '../training/student/memory.ts'
import { fitParts } from '../training/student/parts.ts'
import { encodedEvents } from '../training/student/ranker.ts'
import { defaultSettings, type StudentSettings } from '../training/student/settings.ts'
import { softLists, type WeightedTeacher } from '../training/student/soft-targets.ts'
import { trainStudent } from '../training/student/train.ts'
import {
  bestNeighbours,
  fitOptions,
  linkRanker,
  teacherByName,
} from '../training/teachers/index.ts'

const [data, protocol, lambda, ...changes] = process.argv.slice(2)
const BETAS = [0.1, 0.2, 0.3, 0.45, 0.7, 1, 1.5]

const dataset = await loadDataset(data)
const split = splitDataset(dataset, protocol as 'ratio') as Split
const run = { preset: 'quick', seed: 1, deadline: deadlineIn(600), progress: silent } as const
const fit = fitOptions(dataset, split, run)
const wanted = { memory: ['ease', 'transitions', 'text'] as const, minSupport: 2 }
const { parts, ease } = await fitParts(fit, wanted, true, Number(lambda))
const settings = defaultMemory(split.ordered, Object.keys(parts) as PartName[])
const neighbours = buildMemory(parts, settings, split.fit)
const kinds = Float32Array.from(dataset.kinds, ({ weight }) => weight)
const rows = filledRows(split.fit, 2000)
const { decay } = settings
const kappa = memoryScale(neighbourLinks(neighbours), split.fit, rows, decay, kinds)
const memory = { neighbours, decay, kappa }

const examples = listExamples(split.fit, split.ordered)
const score = linkRanker(ease!, split.ordered ? 0.7 : 1).score
const voters: WeightedTeacher[] = [{ teacher: { name: 'ease', config: {}, score }, weight: 1 }]
for (const name of split.ordered ? ['transitions', ...(dataset.texts ? ['text-knn'] : [])] : [])
  voters.push({ teacher: await teacherByName(name)(fit), weight: name === 'text-knn' ? 0.5 : 1 })
const lists = softLists(split.fit, examples, voters, dataset.items.length, silent)

/** Mean cosine between two intents of one person, over people with events. */
function alike(pack: LoadedPack): number {
  const { intents: K, dim } = pack.manifest
  let sum = 0
  let people = 0
  for (let row = 0; row < Math.min(500, split.valid.users.length); row++) {
    const events = encodedEvents(historyAt(split.valid.input, row))
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

const show = (metrics: Metrics) =>
  protocol === 'leave-one-out'
    ? `${metrics.hr['10'].toFixed(4)} / ${metrics.ndcg['10'].toFixed(4)}`
    : `${metrics.recall['20'].toFixed(4)} / ${metrics.ndcg['20'].toFixed(4)}`
console.log(
  `| change | epochs | alone | alike | ${BETAS.map((beta) => `β ${beta}`).join(' | ')} | time |`,
)
console.log(`|---|---|---|---|${BETAS.map(() => '---|').join('')}---|`)
for (const change of changes.length ? changes : ['{}']) {
  const own: StudentSettings = { ...defaultSettings(split.ordered), ...JSON.parse(change) }
  const began = performance.now()
  const trained = await trainStudent({
    fit: split.fit,
    graph: {
      interactions: interactionMatrix(split.fit, dataset.items.length),
      text: await bestNeighbours(fit),
      ordered: split.ordered,
      kinds: dataset.kinds,
    },
    settings: own,
    examples,
    lists: own.soft > 0 ? lists : undefined,
    seed: 1,
    progress: silent,
    deadline: deadlineIn(600),
    choose: split,
    kinds: dataset.kinds,
  })
  const seconds = Math.round((performance.now() - began) / 1000)
  const draft = draftPack(trained.tables, own, dataset.kinds, memory)
  const fused = BETAS.map((beta) =>
    show(chooseBeta(draft, protocol, split.valid, [beta]).validation),
  )
  console.log(
    `| \`${change}\` | ${trained.epochs} | ${show(trained.validation!)} | ${alike(draft).toFixed(3)} | ${fused.join(' | ')} | ${seconds} s |`,
  )
}
