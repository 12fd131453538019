import { createRandom } from '../../random.ts'
import {
  align,
  createMomentumTower,
  createTower,
  type DenseRows,
  type DenseTexts,
  IRLLREC,
  match,
  nodeText,
  type Term,
  translate,
} from '../../teachers/index.ts'
import {
  add,
  type Events,
  gather,
  matmul,
  type Parameter,
  parameter,
  type Runtime,
  scale,
  softmaxRows,
  type Tape,
  type Var,
} from '../../tensor/index.ts'
import type { Batch } from './batch.ts'
import type { StudentSettings } from './settings.ts'

/** Histories of a batch that are contrasted with texts, and items of these histories, max. */
const ANCHORS = 512

/** Weights of the terms that learn from texts; all 0: the student learns from events alone. */
export type TextWeights = Pick<
  StudentSettings,
  'textProjection' | 'profileWeight' | 'pairWeight' | 'translationWeight' | 'matchingWeight'
>

/** Whether a student with these settings learns from the vectors of texts. */
export function learnsTexts(weights: TextWeights): boolean {
  const { textProjection, profileWeight } = weights
  return textProjection > 0 || profileWeight > 0 || learnsIntents(weights)
}

function learnsIntents(weights: TextWeights): boolean {
  const { pairWeight, translationWeight, matchingWeight } = weights
  return pairWeight > 0 || translationWeight > 0 || matchingWeight > 0
}

/** The student's side of the terms, in one step. */
export interface Encoding {
  /** F, [N,d] */
  vectors: Var
  /** u_k(H), unit rows [B·K,d] */
  queries: Var
}

/** What texts add to the student's training. */
export interface TextTerms {
  readonly parameters: readonly Parameter[]
  /** c·X·W, [N,d]: what texts add to the item vectors; null with c = 0. */
  projected(tape: Tape): Var | null
  /**
   * The terms of one batch.
   *
   * @param attend the student's attention over rows of any kind, [M,d] → [B·K,d]
   */
  terms(
    tape: Tape,
    batch: Batch,
    encoding: Encoding,
    attend: (tape: Tape, rows: Var, events: Events) => Var,
  ): Term[]
  /** Moves the momentum tower; call it after the optimizer's step. */
  afterStep(): void
}

/**
 * IRLLRec (Wang et al., SIGIR 2025) around the student (docs/method.md#texts-in-the-encoder). X and T
 * are the items' texts and intents as unit rows, p_i = MLP'(X_i), z_i = MLP(T_i), and z_k(H) is the attention
 * of intent k over the z of a history:
 *
 *   F          += c·X·W, W from 0
 *   L_profile   InfoNCE(F_i, p_i)
 *   L_pair      mean_k InfoNCE(u_k(H), z_k(H))
 *   L_trans     mean_k InfoNCE(z_k(H)', u_k(H)') + InfoNCE(z_i', F_i'), v' = v + v⊙ε, ε ~ N(0,1)
 *   L_itm       −Σ softmax(z_m)·log softmax(z) − Σ softmax(z_m)·log softmax(e)
 *
 * L_itm is the mean of histories' and items', e is u_k(H) or F_i, z_m is z by a momentum copy of MLP.
 * Temperatures and momentum are IRLLRec's. Only the batch's first 512 histories and 512 of their items
 * are contrasted.
 */
export function createTextTerms(
  runtime: Runtime,
  texts: DenseTexts,
  settings: StudentSettings,
  seed: number,
): TextTerms {
  const { dim, textProjection, profileWeight } = settings
  // A stream of its own: the other draws of training do not depend on these terms.
  const random = createRandom(seed + 2)
  const room = { runtime, random }
  const profiles = unitText(runtime, texts.profiles)
  const intents = texts.intents ? unitText(runtime, texts.intents) : profiles
  const projection = textProjection > 0 ? parameter(runtime, profiles.width, dim, () => 0) : null
  const profile = profileWeight > 0 ? createTower(room, 'profile', profiles.width, dim) : null
  const intent = learnsIntents(settings) ? createTower(room, 'intent', intents.width, dim) : null
  const shape = { name: 'momentum', from: intents.width, to: dim }
  const { momentum } = IRLLREC
  const teacher =
    intent && settings.matchingWeight > 0
      ? createMomentumTower(room, intent, shape, { momentum, copied: true })
      : null
  const towers = [profile, intent].flatMap((tower) => [...(tower?.parameters.values() ?? [])])
  return {
    parameters: projection ? [projection, ...towers] : towers,
    projected: (tape) =>
      projection && scale(tape, matmul(tape, profiles.all, projection), textProjection),
    terms(tape, batch, { vectors, queries }, attend) {
      const some = anchorsOf(batch, settings.intents)
      const { items, first, byIntent } = some
      const e = gather(tape, vectors, items)
      const terms: Term[] = []
      if (profile) {
        const p = profile.apply(tape, profiles.rows(tape, items))
        const loss = align(tape, e, p, [first], IRLLREC.profileTemperature)
        terms.push({ name: 'profile', weight: profileWeight, loss })
      }
      if (!intent) return terms
      const rows = intents.rows(tape, items)
      const pool = (z: Var) => attend(tape, gather(tape, z, some.places), some.events)
      const z = intent.apply(tape, rows)
      const ofHistory = pool(z)
      const u = gather(tape, queries, some.rows)
      const { pairWeight, translationWeight, matchingWeight } = settings
      const each = 1 / byIntent.length
      if (pairWeight > 0) {
        const loss = align(tape, u, ofHistory, byIntent, IRLLREC.pairTemperature)
        terms.push({ name: 'pair', weight: pairWeight * each, loss })
      }
      if (translationWeight > 0) {
        const temperature = IRLLREC.translationTemperature
        const how = { temperature, noise: IRLLREC.translationNoise, random }
        const ofHistories = translate(tape, ofHistory, u, byIntent, how)
        const ofItems = translate(tape, z, e, [first], how)
        const loss = add(tape, scale(tape, ofHistories, each), ofItems)
        terms.push({ name: 'translation', weight: translationWeight, loss })
      }
      if (teacher) {
        const [softItems, softHistories] = tape.detached(() => {
          const average = teacher.apply(tape, rows)
          return [average, pool(average)].map((v) => softmaxRows(tape, v))
        })
        const ofItems = match(tape, z, e, softItems)
        const loss = add(tape, ofItems, match(tape, ofHistory, u, softHistories))
        terms.push({ name: 'matching', weight: matchingWeight / 2, loss })
      }
      return terms
    },
    afterStep: () => teacher?.follow(),
  }
}

/** Rows of unit length in the arena; a text of zeros stays zero. */
function unitText(runtime: Runtime, { width, items }: DenseRows) {
  const rows = items.slice()
  const count = items.length / width
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * width, (i + 1) * width)
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))
    if (length > 0) for (let c = 0; c < width; c++) row[c] /= length
  }
  return nodeText({ width, users: new Float32Array(), items: rows }, { runtime, count })
}

/** The part of a batch that is contrasted. */
interface Anchors {
  /** Items of the first histories, each once. */
  items: Int32Array
  /** Places of the first of them. */
  first: Int32Array
  /** The events of the first histories, and the place in `items` of each. */
  events: Events
  places: Int32Array
  /** Rows of their intents in the batch, and for every intent its rows among these. */
  rows: Int32Array
  byIntent: readonly Int32Array[]
}

function anchorsOf({ offsets, item, position, kind, age }: Batch, intents: number): Anchors {
  const histories = Math.min(ANCHORS, offsets.length - 1)
  const end = offsets[histories]
  const place = new Map<number, number>()
  const places = item.subarray(0, end).map((id) => {
    const known = place.get(id) ?? place.size
    place.set(id, known)
    return known
  })
  const upTo = (n: number) => Int32Array.from({ length: n }, (_, at) => at)
  return {
    items: Int32Array.from(place.keys()),
    first: upTo(Math.min(ANCHORS, place.size)),
    events: {
      offsets: offsets.subarray(0, histories + 1),
      position: position.subarray(0, end),
      kind: kind.subarray(0, end),
      age: age.subarray(0, end),
    },
    places,
    rows: upTo(histories * intents),
    byIntent: Array.from({ length: intents }, (_, k) =>
      upTo(histories).map((h) => h * intents + k),
    ),
  }
}

/** Bytes of the terms' parameters and of one step, roughly. */
export function textBytes(texts: DenseTexts, items: number, settings: StudentSettings): number {
  const { dim, history } = settings
  const wide = Math.max(texts.profiles.width, texts.intents?.width ?? 0) + 4
  const hidden = (wide + dim) / 2
  const seen = Math.min(items, ANCHORS * history)
  const weights = 3 * 4 * (wide * hidden + hidden * dim + wide * dim)
  const step = seen * (2 * wide + 16 * hidden + 32 * dim) + 6 * ANCHORS * history * dim
  return 4 * (2 * items * wide + 6 * items * dim + weights + step)
}
