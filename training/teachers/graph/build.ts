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
 *   malformed text, `teacher/attributes` likewise, `teacher/setting` for settings that the model does not have
 */
export function graphModel(name: string, options: GraphModelOptions): GraphModel {
  const parts = graphParts(name)
  checkText(name, parts, options)
  checkAttributes(name, parts, options)
  const backbone = parts.backbone.build(options)
  const framework = parts.framework?.build(backbone, options, parts.variant)
  const own = Object.keys({ ...backbone.settings, ...framework?.settings })
  const unknown = Object.keys(options.settings ?? {}).find((setting) => !own.includes(setting))
  if (unknown !== undefined) throw unknownSetting(name, unknown, own)
  return composeModel(name, backbone, framework)
}

function checkText(name: string, { framework }: GraphParts, options: GraphModelOptions): void {
  const { text, intents, modalities = [] } = options
  const refuse = (why: string) => new TacitError('teacher/text', `teacher "${name}" ${why}`)
  const learnsText = framework?.needs === 'text'
  if (learnsText && !text) throw refuse('needs text vectors of users and items: give them')
  if (!learnsText && (text || intents))
    throw refuse('uses no text vectors: remove them, or choose a name such as sgl+rlmrec-con')
  if (intents && !framework?.takesIntents)
    throw refuse('takes no intents beside its text: remove them, or choose sgl+irllrec')
  const names = modalities.map(({ name }) => name)
  if (names.length > 0 && !framework?.takesModalities)
    throw refuse(`learns from no vectors of ${names}: remove them, or choose sgl+irllrec`)
  for (const modality of modalities) checkVectors(modality.name, modality, options)
  if (text) checkVectors('text', text, options)
  if (intents) checkVectors('intents', intents, options)
}

function checkAttributes(
  name: string,
  { framework }: GraphParts,
  { attributes, interactions }: GraphModelOptions,
): void {
  const refuse = (why: string) => new TacitError('teacher/attributes', `teacher "${name}" ${why}`)
  const learns = framework?.needs === 'attributes'
  if (learns && !attributes) throw refuse('needs attributes of items: give them')
  if (!learns && attributes)
    throw refuse('uses no attributes: remove them, or choose a name such as lightgcn+hgcl')
  if (attributes && attributes.rows !== interactions.cols)
    throw refuse(
      `has attributes of ${attributes.rows} items, not ${interactions.cols}: give one row for each`,
    )
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
