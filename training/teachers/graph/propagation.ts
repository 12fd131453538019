import { add, type Graph, propagate, spmm, type Tape, type Var } from '../../tensor/index.ts'
import type { Encoded } from './backbone.ts'

/**
 * E^{(l+1)} = Â·E^{(l)}, final Σ_{l=0}^{L} E^{(l)} (He et al., SIGIR 2020, eq. 3–4), layer by layer.
 *
 * @param change applied to every layer's output, for instance to add noise
 */
export function propagateLayers(
  tape: Tape,
  graph: Graph,
  start: Var,
  layers: number,
  change: (layer: Var) => Var = (layer) => layer,
): Pick<Encoded, 'final' | 'layers'> {
  const all = [start]
  for (let l = 0; l < layers; l++) all.push(change(spmm(tape, graph, all[l])))
  return { final: add(tape, all[0], ...all.slice(1)), layers: all.slice(0, -1) }
}

/** As {@link propagateLayers}, in one fused op unless the layers are requested. */
export function propagateFinal(
  tape: Tape,
  graph: Graph,
  start: Var,
  layers: number,
  layered: boolean,
): Pick<Encoded, 'final' | 'layers'> {
  if (layered) return propagateLayers(tape, graph, start, layers)
  return { final: propagate(tape, graph, start, layers), layers: [] }
}
