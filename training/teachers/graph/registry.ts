import { TacitError } from '@tacit-rec/pack'
import type { Setting } from '../types.ts'
import type { BackboneEntry } from './backbone.ts'
import { bigcf } from './backbones/bigcf.ts'
import { dccf } from './backbones/dccf.ts'
import { lightgcn } from './backbones/lightgcn.ts'
import { sgl } from './backbones/sgl.ts'
import { simgcl } from './backbones/simgcl.ts'
import type { FrameworkEntry } from './framework.ts'
import { hgcl } from './frameworks/hgcl.ts'
import { irllrec } from './frameworks/irllrec.ts'
import { rlmrecCon } from './frameworks/rlmrec-con.ts'
import { rlmrecGen } from './frameworks/rlmrec-gen.ts'

export const BACKBONES: readonly BackboneEntry[] = [lightgcn, sgl, simgcl, dccf, bigcf]
export const FRAMEWORKS: readonly FrameworkEntry[] = [rlmrecCon, rlmrecGen, irllrec, hgcl]

/** What a graph teacher's name stands for. */
export interface GraphParts {
  backbone: BackboneEntry
  framework?: FrameworkEntry
  variant?: string
}

/** Every graph teacher by its name, `backbone[+framework[:variant]]`. */
export const GRAPH_MODELS: ReadonlyMap<string, GraphParts> = new Map(
  BACKBONES.flatMap((backbone): [string, GraphParts][] => [
    [backbone.name, { backbone }],
    ...FRAMEWORKS.map((framework): [string, GraphParts] => [
      `${backbone.name}+${framework.name}`,
      { backbone, framework },
    ]),
    ...FRAMEWORKS.flatMap((framework) =>
      framework.variants.map((variant): [string, GraphParts] => [
        `${backbone.name}+${framework.name}:${variant}`,
        { backbone, framework, variant },
      ]),
    ),
  ]),
)

/** Every name of a graph teacher. */
export const GRAPH_NAMES: readonly string[] = [...GRAPH_MODELS.keys()]

/** Whether a name stands for a graph teacher. */
export function isGraphName(name: string): boolean {
  return GRAPH_MODELS.has(name)
}

/** Whether a name stands for a graph teacher that learns from attributes of items. */
export function learnsAttributes(name: string): boolean {
  return GRAPH_MODELS.get(name)?.framework?.needs === 'attributes'
}

/** @throws TacitError `teacher/unknown` for a name that stands for no graph teacher */
export function graphParts(name: string): GraphParts {
  const parts = GRAPH_MODELS.get(name)
  if (parts) return parts
  const frameworks = FRAMEWORKS.flatMap(({ name, variants }) => [
    name,
    ...variants.map((variant) => `${name}:${variant}`),
  ])
  throw new TacitError(
    'teacher/unknown',
    `graph teacher "${name}" is not known: choose ` +
      `${BACKBONES.map(({ name }) => name).join(', ')}, alone or followed by ` +
      `+${frameworks.join(', +')}`,
  )
}

/** The name of the backbone of a graph teacher, which is the same name without a framework. */
export function backboneOf(name: string): string {
  return graphParts(name).backbone.name
}

/** What `--tune` tries: the framework's grid if there is one, else the backbone's. */
export function graphGrid(name: string): readonly Setting[] {
  const { backbone, framework } = graphParts(name)
  return (framework ?? backbone).grid
}
