/**
 * Whether a pack tells who was in its training, and what more support for a link costs. Two random tenths of
 * beauty's users (`unseen-users`): the validation tenth is fitted with all others, the test tenth is not. The
 * attacker has the pack and the whole history of a person. The strongest one also has everybody else's
 * events, and trains a student on them for comparison.
 *
 *   node bench/membership.ts [--data ../shared/data/beauty] [--only 'min-support 2' …] [--people 1000]
 *     [--share 1]
 *
 * `--share n` takes every n-th user. The student has no graph teacher, to save time. The reference has seen
 * neither tenth, so its probabilities are calibrated on the one and tested on the other. Results are stored in `.tacit/bench-membership.jsonl`.
 */
import { parseArgs } from 'node:util'
import { link } from '../engine/index.ts'
import type { LoadedPack } from '../pack/index.ts'
import { historyAt, loadDataset, splitDataset, wholeHistories } from '../training/data/index.ts'
import { eventsOfUsers, gatherSequences } from '../training/data/sequences.ts'
import {
  calibrate,
  evaluateRanker,
  type Membership,
  type MembershipStatistic,
  ownRanks,
  type Reliability,
  separation,
} from '../training/evaluate/index.ts'
import { deadlineIn, silent } from '../training/progress.ts'
import { distil, engineRanker } from '../training/student/index.ts'
import { digits } from './tacit.ts'
import { printTable, runTrials } from './trials.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data/beauty' },
    only: { type: 'string', multiple: true, default: [] },
    people: { type: 'string', default: '1000' },
    share: { type: 'string', default: '1' },
  },
})
const PEOPLE = Number(values.people)
const SHARE = Number(values.share)
const TEACHERS = ['ease', 'transitions', 'text-knn']
const SUPPORTS = [1, 2, 3]
const REFERENCE = 'reference'

/** A statistic's values over members and over others; null: the history is too short. */
type Values = Record<'members' | 'others', (number | null)[]>

interface Result {
  /** By attack. */
  attacks: Record<string, Values>
  /** On the test tenth. */
  recall: number
  hr: number
  /** Of the reference. */
  calibration: Reliability | null
  cpu: number
}

const read = async () => {
  const dataset = await loadDataset(values.data)
  return { dataset, split: splitDataset(dataset, 'unseen-users') }
}
let data: ReturnType<typeof read> | undefined

/** @param isReference leaves the members out too */
async function measure(minSupport: number, isReference: boolean): Promise<Result> {
  data ??= read()
  const { dataset, split } = await data
  const began = process.cpuUsage()
  const left = new Set([...split.test.users, ...(isReference ? split.valid.users : [])])
  const isFitted = (user: number) => user % SHARE === 0 && !left.has(user)
  const fit = gatherSequences(
    dataset,
    eventsOfUsers(dataset).map((row, user) => (isFitted(user) ? row : row.subarray(0, 0))),
  )
  const { draft } = await distil(
    dataset,
    { ...split, fit },
    {
      preset: 'quick',
      teachers: TEACHERS,
      seed: isReference ? 2 : 1,
      threads: 1,
      minSupport,
      memory: ['ease', 'transitions', 'text'],
      deadline: deadlineIn(600),
      progress: silent,
    },
  )
  const ranker = engineRanker(draft)
  const items = dataset.items.length
  const held = rowsOf(split.test.users)
  const { recall, hr } = evaluateRanker(ranker, split.test, items, held)
  const calibration = isReference
    ? calibrate(
        ranker,
        items,
        { cases: split.valid, rows: rowsOf(split.valid.users) },
        { cases: split.test, rows: held },
      )
    : null
  const drawn = (users: Int32Array) =>
    wholeHistories(
      dataset,
      Array.from(rowsOf(users).slice(0, PEOPLE), (row) => users[row]),
    )
  const people = { members: drawn(split.valid.users), others: drawn(split.test.users) }
  const attacks: Record<string, MembershipStatistic> = {
    'own ranks': ownRanks(ranker, items),
    'own ranks, encoder alone': ownRanks(engineRanker(weighing(draft, 0)), items),
    'own pairs with a link': (history) => ownLinks(draft, history.item),
  }
  const valuesOf = (statistic: MembershipStatistic, of: (typeof people)['members']) =>
    Array.from({ length: of.offsets.length - 1 }, (_, row) => statistic(historyAt(of, row)))
  const found = Object.entries(attacks).map(([name, statistic]): [string, Values] => [
    name,
    { members: valuesOf(statistic, people.members), others: valuesOf(statistic, people.others) },
  ])
  const { user, system } = process.cpuUsage(began)
  return {
    attacks: Object.fromEntries(found),
    recall: recall['20'],
    hr: hr['10'],
    calibration,
    cpu: (user + system) / 1e6,
  }
}

/** The rows of the users that take part. */
function rowsOf(users: Int32Array): number[] {
  return [...users.keys()].filter((row) => users[row] % SHARE === 0)
}

function weighing(pack: LoadedPack, beta: number): LoadedPack {
  const { manifest } = pack
  return { ...pack, manifest: { ...manifest, score: { ...manifest.score, beta } } }
}

/** The share of the ordered pairs of own items that the memory links. */
function ownLinks(pack: LoadedPack, history: Int32Array): number | null {
  const own = [...new Set(history)]
  if (own.length < 2) return null
  let linked = 0
  for (const j of own) for (const i of own) if (i !== j && link(pack, j, i) > 0) linked++
  return linked / (own.length * (own.length - 1))
}

/** The members' and the others' values, less those of the reference if there is one. */
function separated({ members, others }: Values, reference?: Values): Membership {
  const less = (own: Values['members'], of?: Values['members']) =>
    own.flatMap((value, n) => (value === null ? [] : [value - (of?.[n] ?? 0)]))
  return separation(less(members, reference?.members), less(others, reference?.others))
}

const SET = `${values.people} ${values.share}`
const trials = [
  ...SUPPORTS.map((support) => ({
    name: `min-support ${support}`,
    set: SET,
    seconds: 400,
    run: () => measure(support, false),
  })),
  { name: REFERENCE, set: SET, seconds: 400, run: () => measure(2, true) },
]
const results = await runTrials(trials, {
  store: 'bench-membership.jsonl',
  only: values.only,
  quick: false,
})
const reference = results.get(REFERENCE)
const show = ({ auc, interval: [low, high], found }: Membership) =>
  `${auc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)}), ${(100 * found).toFixed(1)} %`
const NAMES = ['own ranks', 'own ranks, encoder alone', 'own pairs with a link']
printTable(
  ['pack', 'HR@10', 'recall@20', ...NAMES, ...NAMES.map((name) => `${name}, − reference`), 'CPU s'],
  SUPPORTS.map((support) => {
    const result = results.get(`min-support ${support}`)
    const attack = (name: string, of?: Result) =>
      result && show(separated(result.attacks[name], of?.attacks[name]))
    return [
      `min-support ${support}`,
      result && digits(result.hr),
      result && digits(result.recall),
      ...NAMES.map((name) => attack(name)),
      ...NAMES.map((name) => reference && attack(name, reference)),
      result?.cpu.toFixed(0),
    ]
  }),
)

const { calibration } = reference ?? {}
if (calibration) {
  const { slope, intercept, cases, error, bins } = calibration
  const about = `slope ${slope.toFixed(3)}, intercept ${intercept.toFixed(3)}, ${cases} cases`
  console.log(`\ncalibration of the reference: error ${error.toFixed(4)}, ${about}\n`)
  printTable(
    ['told', 'observed', 'cases'],
    bins.map(({ predicted, observed, cases }) => [digits(predicted), digits(observed), `${cases}`]),
  )
}
