import { type Protocol, TacitError } from '@tacit-rec/pack'
import type { Dataset, Split } from '../data/index.ts'
import { TEXT_MODALITY, type TextOptions } from '../intents/index.ts'
import { type Csr, interactionMatrix } from '../sparse/index.ts'
import {
  assertText,
  assertTextUsers,
  type FitOptions,
  isGraphName,
  isRunPath,
  isTransductive,
  learnsAttributes,
  type Setting,
  type Teacher,
  teacherEntry,
} from '../teachers/index.ts'
import type { AttributeOptions, TeacherOptions } from './options.ts'

/** What is asked of one teacher. */
interface Asked extends TeacherOptions, TextOptions {
  protocol: Protocol
}

/**
 * Refuses options that the teacher cannot use, before any data is read.
 *
 * @throws TacitError `teacher/text`, `teacher/attributes`, `teacher/set`, `teacher/epochs`,
 *   `teacher/cold`
 */
export function assertUsable(name: string, asked: Asked): void {
  const { textItems, textUsers, intents, vectors = {} } = asked
  const { [TEXT_MODALITY]: text, ...others } = vectors
  assertText(name, (textItems ?? textUsers ?? intents ?? text) !== undefined, Object.keys(others))
  assertTextUsers(name, textUsers)
  assertTunable(name, asked)
  assertAttributes(name, asked)
  assertNoEpochs(name, asked.epochs)
  assertRanksCold(name, asked.protocol)
}

/** The attributes of the items, if the teacher learns from them. */
export function attributesFor(
  name: string,
  { itemAttributes }: Pick<FitOptions, 'itemAttributes'>,
): Csr | undefined {
  return learnsAttributes(name) ? itemAttributes() : undefined
}

/** A split as a teacher is fitted on it: user embeddings need the inputs of held-out users. */
export function splitFor(name: string, split: Split): { split: Split; transductive: boolean } {
  const inputs = isTransductive(name) ? split.transductive : undefined
  return inputs
    ? { split: { ...split, fit: inputs }, transductive: true }
    : { split, transductive: false }
}

/**
 * Refuses users and items without edges for a graph teacher: it would rank by their random initial
 * embeddings. An item whose events are all held out by the protocol is allowed, as a candidate.
 *
 * @throws TacitError `teacher/unconnected`
 */
export function assertConnected(name: string, dataset: Dataset, { fit }: Pick<Split, 'fit'>): void {
  const { users, items } = dataset
  const refuse = (what: string, others: number, remedy: string) => {
    const more = others > 1 ? `, and ${others - 1} more` : ''
    throw new TacitError(
      'teacher/unconnected',
      `${dataset.name}: ${what}${more}: "${name}" learns from edges alone; ${remedy}`,
    )
  }
  const touched = new Uint8Array(items.length)
  for (const i of dataset.item) touched[i] = 1
  const withoutEvents = items.filter((_, i) => !touched[i])
  if (withoutEvents.length)
    refuse(
      `item "${withoutEvents[0]}" has no events`,
      withoutEvents.length,
      'remove such items with --k-core 1',
    )
  const { offsets } = interactionMatrix(fit, items.length)
  const withoutEdges = users.filter((_, u) => offsets[u] === offsets[u + 1])
  if (withoutEdges.length)
    refuse(
      `user "${withoutEdges[0]}" has no training events`,
      withoutEdges.length,
      'add some, or remove these users from the held-out events',
    )
}

function assertRanksCold(name: string, protocol: Protocol): void {
  if (protocol !== 'cold-items' || teacherEntry(name)?.ranksCold !== false) return
  throw new TacitError(
    'teacher/cold',
    `teacher "${name}" learns item embeddings from events, but protocol "cold-items" ranks items ` +
      'that have none: use nearest-text, text-knn or --student',
  )
}

function assertNoEpochs(name: string, epochs: number | undefined): void {
  if (epochs === undefined || teacherEntry(name)?.epochs) return
  throw new TacitError(
    'teacher/epochs',
    `teacher "${name}" is not trained in epochs: remove --epochs ${epochs}`,
  )
}

/** @throws TacitError `teacher/attributes` if attributes are given that no teacher of a student learns from */
export function assertTaughtAttributes(
  teachers: readonly string[],
  { attributes }: AttributeOptions,
): void {
  if (attributes === undefined || teachers.some(learnsAttributes)) return
  throw new TacitError(
    'teacher/attributes',
    `--attributes ${attributes.join(',')}: no teacher of the student learns from attributes: add one ` +
      'such as lightgcn+hgcl to --teachers, or remove --attributes',
  )
}

function assertAttributes(name: string, { attributes }: AttributeOptions): void {
  if (attributes === undefined || learnsAttributes(name)) return
  throw new TacitError(
    'teacher/attributes',
    `teacher "${name}" uses no attributes of items: remove --attributes, or choose a teacher such as ` +
      'lightgcn+hgcl',
  )
}

/** A RUN is fitted already; a linear teacher's search tries every setting, so `set` would fix all. */
function assertTunable(name: string, { tune, set }: TeacherOptions): void {
  if (isRunPath(name) && (tune || set)) {
    const flag = tune ? '--tune' : '--set'
    throw new TacitError(
      'teacher/set',
      `run ${name} is already fitted: remove ${flag}, or pass it to tacit teach`,
    )
  }
  if (!isGraphName(name) && tune && set)
    throw new TacitError('teacher/set', `teacher "${name}": pass --tune or --set, not both`)
}

/** The settings that a linear teacher was fitted with: all numbers of its configuration. */
export function numericSettings({ config }: Pick<Teacher, 'config'>): Setting {
  const setting: Setting = {}
  for (const [name, value] of Object.entries(config))
    if (typeof value === 'number') setting[name] = value
  return setting
}
