import type { Parameter, Tape, Var } from '../../tensor/index.ts'
import { type Axes, combinations, readSettings, type SettingRules } from '../settings.ts'
import type { Setting } from '../types.ts'
import type { Backbone, Encoded, Term } from './backbone.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** What text or attributes add to a backbone. */
export interface Framework {
  readonly settings: Record<string, number | string>
  /** What the optimizer updates beside the backbone's parameters, by name. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Further state that a checkpoint must hold, by name. */
  readonly buffers?: ReadonlyMap<string, Float32Array>
  /** Whether it reads the backbone's layers. */
  readonly layered?: boolean
  /** The embeddings that propagation starts from in this step; the backbone's by default. */
  start?(tape: Tape, embedding: Var): Var
  terms(tape: Tape, batch: Triples, encoded: Encoded): Term[]
  afterStep?(): void
}

/** What frameworks learn from beside the events. */
export type Needed = 'text' | 'attributes'

/** Inputs of a model that has what its framework needs. */
type With<N extends Needed> = GraphModelOptions & Required<Pick<GraphModelOptions, N>>

/** Inputs of a model that has text. */
export type TextModelOptions = With<'text'>

/** A framework in the registry. */
export interface FrameworkEntry {
  readonly name: string
  /** What its options must hold. */
  readonly needs: Needed
  /** Values of `:variant` in a teacher's name; the first is the default. */
  readonly variants: readonly string[]
  /** Whether texts of intents may differ from the profiles' texts. */
  readonly takesIntents: boolean
  /** Whether it learns from modalities beside the text. */
  readonly takesModalities: boolean
  /** What `--tune` tries instead of the backbone's grid. */
  readonly grid: readonly Setting[]
  /** Defaults around a backbone. */
  defaults(backbone: string, variant?: string): Setting
  /** @param options with what it {@link FrameworkEntry.needs | needs}, which `graphModel` checks */
  build(backbone: Backbone, options: GraphModelOptions, variant?: string): Framework
}

interface FrameworkDefinition<S extends Setting, N extends Needed> {
  name: string
  needs: N
  defaults: S
  variants?: readonly string[]
  takesIntents?: boolean
  takesModalities?: boolean
  /** Rules of settings that no other part has. */
  rules?: SettingRules
  /** Values that `--tune` tries in every combination. */
  axes: Axes<NoInfer<S>>
  /** Defaults that differ in a variant. */
  overrides?(backbone: string, variant: string | undefined): Partial<NoInfer<S>>
  build(
    backbone: Backbone,
    options: With<NoInfer<N>>,
    settings: NoInfer<S>,
    variant: string | undefined,
  ): Omit<Framework, 'settings'>
}

/** Makes the registry's entry of a framework. */
export function defineFramework<S extends Setting, N extends Needed>(
  definition: FrameworkDefinition<S, N>,
): FrameworkEntry {
  const { name, needs, variants = [], rules, axes } = definition
  const { takesIntents = false, takesModalities = false } = definition
  const defaults = (backbone: string, variant: string | undefined): S => ({
    ...definition.defaults,
    ...definition.overrides?.(backbone, variant),
  })
  return {
    name,
    needs,
    variants,
    takesIntents,
    takesModalities,
    grid: combinations(axes),
    defaults: (backbone, variant = variants[0]) => defaults(backbone, variant),
    build(backbone, options, variant = variants[0]) {
      const settings = readSettings(defaults(backbone.name, variant), options.settings, rules)
      const built = definition.build(backbone, options as With<N>, settings, variant)
      return { ...built, settings: variant === undefined ? settings : { ...settings, variant } }
    },
  }
}
