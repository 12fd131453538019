import { TacitError } from '@tacit-rec/pack'
import { unknownSetting } from '../settings.ts'
import { composeModel } from './model.ts'
import { type GraphParts, graphParts } from './registry.ts'
import type { GraphModel, GraphModelOptions, TextVectors } from './types.ts'

/**
 * Builds a graph recommender by its name, `backbone[+framework[:variant]]`: `sgl`,
 * `lightgcn+rlmrec-con`, `simgcl+irllrec:released`.
 *
 * @throws TacitError `teacher/unknown` for an unknown name, `teacher/text` for missing, useless or
 *   malformed text, `teacher/setting` for settings that the model does not have
 */
export function graphModel(name: string, options: GraphModelOptions): GraphModel {
  const parts = graphParts(name)
  const { text } = options
  checkText(name, parts, options)
  const backbone = parts.backbone.build(options)
  const framework = text && parts.framework?.build(backbone, { ...options, text }, parts.variant)
  const own = Object.keys({ ...backbone.settings, ...framework?.settings })
  const unknown = Object.keys(options.settings ?? {}).find((setting) => !own.includes(setting))
  if (unknown !== undefined) throw unknownSetting(name, unknown, own)
  return composeModel(name, backbone, framework)
}

function checkText(name: string, { framework }: GraphParts, options: GraphModelOptions): void {
  const { text, intents } = options
  const refuse = (why: string) => new TacitError('teacher/text', `teacher "${name}" ${why}`)
  if (framework && !text) throw refuse('needs text vectors of users and items: give them')
  if (!framework && (text || intents))
    throw refuse('uses no text vectors: remove them, or choose a name such as sgl+rlmrec-con')
  if (intents && !framework?.takesIntents)
    throw refuse('takes no intents beside its text: remove them, or choose sgl+irllrec')
  if (text) checkVectors('text', text, options)
  if (intents) checkVectors('intents', intents, options)
}

function checkVectors(what: string, given: TextVectors, options: GraphModelOptions): void {
  const { rows, cols } = options.interactions
  const refuse = (why: string) => new TacitError('teacher/text', `${what} vectors: ${why}`)
  const { width } = given
  if (!Number.isInteger(width) || width < 1)
    throw refuse(`width ${width} must be a whole number ≥ 1: give columns`)
  for (const [kind, count] of [
    ['users', rows],
    ['items', cols],
  ] as const) {
    const { length } = given[kind]
    if (length !== count * width)
      throw refuse(
        `${length} numbers for ${count} ${kind} of width ${width}, not ${count * width}: ` +
          'give one row for each, in the order of the dataset',
      )
    const bad = given[kind].findIndex((x) => !Number.isFinite(x))
    if (bad >= 0)
      throw refuse(
        `${given[kind][bad]} at row ${Math.floor(bad / width)}, column ${bad % width} of the ` +
          `${kind}: replace it by a finite number`,
      )
  }
}
