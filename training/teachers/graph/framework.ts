import type { Parameter, Tape, Var } from '../../tensor/index.ts'
import type { Backbone, Encoded, Term } from './backbone.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** What text adds to a backbone. */
export interface Framework {
  readonly settings: Record<string, number | string>
  /** What the optimizer moves beside the backbone's, by name. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** What else a resume needs, by name. */
  readonly buffers?: ReadonlyMap<string, Float32Array>
  /** Whether it asks for the backbone's layers. */
  readonly layered?: boolean
  /** What propagation starts from in this step; the backbone's embeddings unless given. */
  start?(tape: Tape, embedding: Var): Var
  terms(tape: Tape, batch: Triples, encoded: Encoded): Term[]
  afterStep?(): void
}

/** Builds a framework around a backbone. */
export type BuildFramework = (
  backbone: Backbone,
  options: GraphModelOptions & Required<Pick<GraphModelOptions, 'text'>>,
) => Framework
