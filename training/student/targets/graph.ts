import { pickRows, type Split, sampleUsers } from '../../data/index.ts'
import type { Ranker } from '../../evaluate/index.ts'
import { userMeans } from '../../intents/index.ts'
import type { Deadline } from '../../progress.ts'
import { interactionMatrix } from '../../sparse/index.ts'
import {
  backboneOf,
  type DenseRows,
  embeddingRanker,
  type FitOptions,
  type Frame,
  fitGraph,
  type GraphFitOptions,
  isClearlyBetter,
  learnsAttributes,
  noText,
  type Setting,
  sampleRows,
  type Teacher,
  teacherEntry,
} from '../../teachers/index.ts'
import { caseScores } from '../cases.ts'

/** How a graph teacher was trained: epochs of its backbone alone, then with its framework's terms. */
export interface GraphSchedule {
  plain: number
  framed: number
  /** Validation objectives of the backbone alone and with the framework, where they were compared. */
  validation?: { plain: number; framed: number }
}

/** A graph teacher that is ready to score. */
export interface FittedGraph {
  teacher: Teacher
  schedule: GraphSchedule
  /** Item → its nearest intent prototype, [N]; only of a framework with prototypes. */
  groups?: Int32Array
}

/** Events that `quick` fits graph teachers on, max. */
const MAX_EVENTS = 200_000
/** Epochs of `quick`, those with terms of texts among them. */
const EPOCHS = 30
/** Epochs with terms of texts, which cost several times as much as the backbone's. */
const FRAMED_EPOCHS = { quick: 3, standard: 12 }
/** Share of the time left that `standard` trains one graph teacher in. */
const TIME_SHARE = 1 / 3
/** Validation cases that backbone and framework are compared on, max; with fewer than the min they are not. */
const CASES = { min: 50, max: 1000 }
/** Text is contrasted within 512 triples: within 4096 a step takes .5 s on beauty. */
const FRAMEWORK: Setting = { anchors: 512, prototypes: 32 }
/** A third of the epochs of a teacher by itself, for the same ranking (docs/measurements/time.md). */
const TRAINER: Setting = { learningRate: 3e-3, patience: 5 }

/**
 * Trains a graph teacher of the student. Terms of texts are added in the last epochs only, those of
 * attributes in the first one, as they gain less later (docs/measurements/text.md#attributes). Where the
 * backbone alone ranks the validation cases clearly better, it is the teacher, under its own name. `quick`
 * trains on a sample of users, without those that validate.
 *
 * @param known the schedule that was chosen before; undefined: it is chosen here
 * @throws TacitError `teacher/no-text`, `teacher/attributes` for a framework without what it learns from
 */
export async function fitGraphTeacher(
  name: string,
  fit: FitOptions,
  known?: GraphSchedule,
): Promise<FittedGraph> {
  const isFramed = backboneOf(name) !== name
  const judge = known || !isFramed ? null : judgeOf(fit.split)
  const rows = fit.preset === 'quick' ? quickRows(fit, judge) : null
  const split = rows ? { ...fit.split, fit: pickRows(fit.split.fit, rows) } : fit.split
  const fitBackbone = (epochs: Partial<GraphFitOptions>) =>
    fitGraph(backboneOf(name), { ...fit, split, setting: TRAINER, ...epochs })
  if (known ? known.framed === 0 : !isFramed) {
    const backbone = await fitBackbone(epochsOf(fit, known?.plain))
    const schedule = known ?? { plain: backbone.epochs, framed: 0 }
    return { teacher: byItems(backbone), schedule }
  }
  const learned = learnedBy(name, fit, split.fit)
  const setting = { ...TRAINER, ...settingOf(name) }
  const epochs = learnsAttributes(name) ? epochsOf(fit, known?.framed) : frameOf(fit, known)
  const graph = await fitGraph(name, { ...fit, split, setting, ...learned, ...epochs })
  const framed = byItems(graph)
  const before = graph.plain?.trained ?? 0
  const schedule = { plain: before, framed: graph.epochs - before }
  const { groups } = graph
  if (!judge) return { teacher: framed, schedule: known ?? schedule, groups }
  const plain = graph.plain ?? (await fitBackbone(epochsOf(fit)))
  const backbone = { name: backboneOf(name), config: { epochs: plain.epochs } }
  const alone = byItems({ ...backbone, ...embeddingRanker(plain.embeddings) })
  const cases = sampleRows(judge.valid.users.length, CASES.max)
  const [one, other] = [alone, framed].map((each) => caseScores(each, judge, fit.items, cases))
  const validation = { plain: mean(one), framed: mean(other) }
  return isClearlyBetter(one, other)
    ? { teacher: alone, schedule: { plain: plain.epochs, framed: 0, validation } }
    : { teacher: framed, schedule: { ...schedule, validation }, groups }
}

/** The cases that backbone and framework are compared on; null without enough of them. */
function judgeOf(split: Split): Split | null {
  const judge = split.choose ?? split
  // A graph model knows nothing of a hidden item.
  const isFit = judge.protocol !== 'cold-items' && judge.valid.users.length >= CASES.min
  return isFit ? judge : null
}

/** Rows of sampled users, without those of `choose` that validate; null for all rows. */
function quickRows({ split, seed }: FitOptions, judge: Split | null): Int32Array | null {
  const rows = sampleUsers(split.fit, MAX_EVENTS, seed)
  const hidden = new Set(judge && judge === split.choose ? judge.valid.users : [])
  const kept = rows.filter((row) => !hidden.has(row))
  return kept.length === split.fit.offsets.length - 1 ? null : kept
}

/** Ranks by the items of a history: a fitted user's embedding holds what came after a prefix, too. */
function byItems<T extends Teacher>(teacher: T): T {
  const score: Ranker['score'] = (history, out) => teacher.score({ ...history, user: -1 }, out)
  return { ...teacher, score }
}

/** Whether validation ends training: the cases of `all` are of users that are fitted. */
function isSearched({ preset, split }: FitOptions): boolean {
  return preset === 'standard' && !split.choose && split.valid.users.length > 0
}

/** Of a fit without a frame. */
function epochsOf(fit: FitOptions, known?: number): Partial<GraphFitOptions> {
  if (known === undefined && isSearched(fit)) return { deadline: shareOf(fit.deadline) }
  return { epochs: known ?? EPOCHS, fixed: true }
}

function frameOf(
  fit: FitOptions,
  known?: GraphSchedule,
): { frame: Frame; fixed?: boolean; deadline?: Deadline } {
  if (known) return { frame: { after: known.plain, epochs: known.framed }, fixed: true }
  const epochs = FRAMED_EPOCHS[fit.preset]
  if (!isSearched(fit)) return { frame: { after: EPOCHS - epochs, epochs }, fixed: true }
  return { frame: { after: 'patience', epochs }, deadline: shareOf(fit.deadline) }
}

/** The deadline of one graph teacher's training. */
function shareOf(deadline: Deadline): Deadline {
  const end = deadline.left() * (1 - TIME_SHARE)
  return { left: () => deadline.left() - end }
}

/** Attributes of the items, or texts of items and users, a user's being the mean over the fitted items. */
function learnedBy(
  name: string,
  fit: FitOptions,
  histories: Split['fit'],
): Pick<GraphFitOptions, 'text' | 'intents' | 'attributes'> {
  if (learnsAttributes(name)) return { attributes: fit.itemAttributes() }
  const texts = fit.denseTexts()
  if (!texts) throw noText(name, fit)
  const interactions = interactionMatrix(histories, fit.items)
  const withUsers = ({ width, items }: DenseRows) => ({
    width,
    items,
    users: userMeans(interactions, items, width),
  })
  return { text: withUsers(texts.profiles), intents: texts.intents && withUsers(texts.intents) }
}

/** Those of {@link FRAMEWORK} that the teacher has. */
function settingOf(name: string): Setting {
  const { defaults } = teacherEntry(name)!
  return Object.fromEntries(Object.entries(FRAMEWORK).filter(([key]) => key in defaults))
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
