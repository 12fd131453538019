import { add, type Parameter, scale, type Tape, type Var } from '../../tensor/index.ts'
import type { Nodes } from './nodes.ts'
import type { GraphModelOptions, Triples } from './types.ts'

/** One part of a loss: weight · loss, logged by its name without the weight. */
export interface Term {
  name: string
  weight: number
  /** [1,1] */
  loss: Var
}

/** All nodes in one step, with its dropout and noise. */
export interface Encoded {
  /** [U+N,d]: what is ranked by. */
  final: Var
  /** e^{(0)} … e^{(L−1)}, each [U+N,d]: what the layers took. Empty unless asked for. */
  layers: readonly Var[]
  /** The backbone's own terms beside BPR. */
  terms(batch: Triples): Term[]
}

/** A graph encoder of users and items: the part of a recommender that a framework wraps. */
export interface Backbone {
  readonly name: string
  readonly settings: Record<string, number>
  readonly nodes: Nodes
  /** What the optimizer moves, by name. */
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Draws what is drawn once an epoch. */
  beginEpoch?(): void
  /**
   * @param start [U+N,d], the embeddings that propagation starts from: the backbone's own, or a
   *   framework's masked copy
   * @param layered whether the layers are asked for
   */
  encode(tape: Tape, start: Var, layered: boolean): Encoded
  /** [U+N,d] without dropout or noise. */
  infer(tape: Tape): Var
}

/** Builds a backbone. */
export type BuildBackbone = (options: GraphModelOptions) => Backbone

/** Σ weight·loss, [1,1]. */
export function weigh(tape: Tape, terms: readonly Term[]): Var {
  const [first, ...others] = terms.map(({ loss, weight }) => scale(tape, loss, weight))
  return add(tape, first, ...others)
}
