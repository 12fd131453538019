import { TacitError } from '@tacit-rec/pack'
import type { Backbone, BuildBackbone } from './backbone.ts'
import { bigcf } from './backbones/bigcf.ts'
import { dccf } from './backbones/dccf.ts'
import { lightgcn } from './backbones/lightgcn.ts'
import { sgl } from './backbones/sgl.ts'
import { simgcl } from './backbones/simgcl.ts'
import type { BuildFramework, Framework } from './framework.ts'
import { irllrec, type Variant } from './frameworks/irllrec.ts'
import { rlmrecCon } from './frameworks/rlmrec-con.ts'
import { rlmrecGen } from './frameworks/rlmrec-gen.ts'
import { composeModel } from './model.ts'
import type { GraphModel, GraphModelOptions, TextVectors } from './types.ts'

export type * from './types.ts'

const BACKBONES: Record<string, BuildBackbone> = { lightgcn, sgl, simgcl, dccf, bigcf }
const FRAMEWORKS: Record<string, BuildFramework> = {
  'rlmrec-con': rlmrecCon,
  'rlmrec-gen': rlmrecGen,
  irllrec: irllrec('paper'),
  ...Object.fromEntries(
    (['paper', 'released'] satisfies Variant[]).map((v) => [`irllrec:${v}`, irllrec(v)]),
  ),
}

/**
 * Builds a graph recommender by its name, `backbone[+framework[:variant]]`: `sgl`,
 * `lightgcn+rlmrec-con`, `simgcl+irllrec:released`.
 *
 * @throws TacitError `teacher/unknown` for a name that is none, `teacher/text` for text that is
 *   missing, of no use or malformed, `teacher/setting` for settings that the model does not take
 */
export function graphModel(name: string, options: GraphModelOptions): GraphModel {
  const { build, wrap } = parseName(name)
  checkText(name, wrap !== undefined, options)
  const backbone = build(options)
  const framework = wrap?.(backbone, { ...options, text: options.text! })
  checkSettings(name, options.settings, backbone, framework)
  return composeModel(name, backbone, framework)
}

function parseName(name: string): { build: BuildBackbone; wrap?: BuildFramework } {
  const at = name.indexOf('+')
  const [first, second] = at < 0 ? [name] : [name.slice(0, at), name.slice(at + 1)]
  const known = (names: object, one: string) => Object.hasOwn(names, one)
  if (!known(BACKBONES, first) || (second !== undefined && !known(FRAMEWORKS, second)))
    throw new TacitError(
      'teacher/unknown',
      `graph teacher "${name}" is not known: choose ${Object.keys(BACKBONES).join(', ')}, alone ` +
        `or followed by +${Object.keys(FRAMEWORKS).join(', +')}`,
    )
  return { build: BACKBONES[first], wrap: second === undefined ? undefined : FRAMEWORKS[second] }
}

function checkText(name: string, wanted: boolean, options: GraphModelOptions): void {
  const { text, intents } = options
  const refuse = (why: string) => new TacitError('teacher/text', `teacher "${name}" ${why}`)
  if (wanted && !text) throw refuse('needs text vectors of users and items: give them')
  if (!wanted && (text || intents))
    throw refuse('uses no text vectors: leave them out, or choose a name such as sgl+rlmrec-con')
  if (intents && !name.includes('+irllrec'))
    throw refuse('takes no intents beside its text: leave them out, or choose sgl+irllrec')
  for (const [what, given] of Object.entries({ text, intents }))
    if (given) checkVectors(what, given, options)
}

function checkVectors(what: string, given: TextVectors, options: GraphModelOptions): void {
  const { rows, cols } = options.interactions
  const refuse = (why: string) => new TacitError('teacher/text', `${what} vectors: ${why}`)
  const { width } = given
  if (!Number.isInteger(width) || width < 1) throw refuse(`width ${width} is none: give columns`)
  for (const [kind, many] of [
    ['users', rows],
    ['items', cols],
  ] as const) {
    const { length } = given[kind]
    if (length !== many * width)
      throw refuse(
        `${length} numbers for ${many} ${kind} of width ${width}, not ${many * width}: ` +
          'give one row for each, in the dataset’s order',
      )
    const bad = given[kind].findIndex((x) => !Number.isFinite(x))
    if (bad >= 0)
      throw refuse(
        `${given[kind][bad]} at row ${Math.floor(bad / width)}, column ${bad % width} of the ` +
          `${kind}: replace it by a number`,
      )
  }
}

function checkSettings(
  name: string,
  given: Record<string, number> = {},
  backbone: Backbone,
  framework: Framework | undefined,
): void {
  const own = Object.keys({ ...backbone.settings, ...framework?.settings })
  const strange = Object.keys(given).find((setting) => !own.includes(setting))
  if (strange === undefined) return
  throw new TacitError(
    'teacher/setting',
    `teacher "${name}" has no setting "${strange}": it has ${own.join(', ')}`,
  )
}
