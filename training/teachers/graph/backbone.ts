import { add, type Parameter, scale, type Tape, type Var } from '../../tensor/index.ts'
import { type Axes, combinations, readSettings, type SettingRules } from '../settings.ts'
import type { Setting } from '../types.ts'
import type { Nodes } from './nodes.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** One term of a loss: weight · loss, logged by its name without the weight. */
export interface Term {
  name: string
  weight: number
  /** [1,1] */
  loss: Var
}

/** All nodes in one step, with its dropout and noise. */
export interface Encoded {
  /** [U+N,d]: the embeddings to rank by. */
  final: Var
  /** e^{(0)} … e^{(L−1)}, each [U+N,d]: the inputs of the layers. Empty unless requested. */
  layers: readonly Var[]
  /** The backbone's own terms beside BPR. */
  terms(batch: Triples): Term[]
}

/** A graph encoder of users and items: the part of a recommender that a framework wraps. */
export interface Backbone {
  readonly name: string
  readonly settings: Setting
  readonly nodes: Nodes
  /** What the optimizer updates, by name. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Makes the draws of an epoch. */
  beginEpoch?(): void
  /**
   * @param start [U+N,d], the embeddings that propagation starts from: the backbone's own, or a
   *   framework's masked copy
   * @param layered whether `layers` is requested
   */
  encode(tape: Tape, start: Var, layered: boolean): Encoded
  /** [U+N,d] without dropout or noise. */
  infer(tape: Tape): Var
}

/** A backbone in the registry. */
export interface BackboneEntry {
  readonly name: string
  readonly defaults: Setting
  /** What `--tune` tries. Small: every combination is a training of its own. */
  readonly grid: readonly Setting[]
  build(options: GraphModelOptions): Backbone
}

interface BackboneDefinition<S extends Setting> {
  name: string
  defaults: S
  /** Rules of settings that no other part has. */
  rules?: SettingRules
  /** Values that `--tune` tries in every combination. */
  axes: Axes<NoInfer<S>>
  build(options: GraphModelOptions, settings: NoInfer<S>): Omit<Backbone, 'name' | 'settings'>
}

/** Makes the registry's entry of a backbone. */
export function defineBackbone<S extends Setting>(
  definition: BackboneDefinition<S>,
): BackboneEntry {
  const { name, defaults, rules, axes } = definition
  return {
    name,
    defaults,
    grid: combinations(axes),
    build(options) {
      const settings = readSettings(defaults, options.settings, rules)
      return { name, settings, ...definition.build(options, settings) }
    },
  }
}

/** Σ weight·loss, [1,1]. */
export function weigh(tape: Tape, terms: readonly Term[]): Var {
  const [first, ...others] = terms.map(({ loss, weight }) => scale(tape, loss, weight))
  return add(tape, first, ...others)
}
