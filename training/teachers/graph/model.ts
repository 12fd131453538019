import { bpr, type Parameter, Tape } from '../../tensor/index.ts'
import { type Backbone, type Term, weigh } from './backbone.ts'
import type { Framework } from './framework.ts'
import { itemNodes } from './nodes.ts'
import type { GraphModel } from './types.ts'

/**
 * Combines a backbone and an optional framework into one model. Its loss is BPR on the final
 * embeddings, the backbone's own terms and the framework's. Terms are logged without their weights.
 */
export function composeModel(name: string, backbone: Backbone, framework?: Framework): GraphModel {
  const { nodes } = backbone
  const { runtime, embedding } = nodes
  let around = framework
  return {
    name,
    settings: { ...backbone.settings, ...framework?.settings },
    parameters: new Map<string, Parameter>([
      ...backbone.parameters,
      ...(framework?.parameters ?? []),
    ]),
    framework: framework?.parameters,
    buffers: framework?.buffers ?? new Map(),
    frame(on) {
      around = on ? framework : undefined
    },
    beginEpoch: backbone.beginEpoch,
    afterStep: () => around?.afterStep?.(),
    loss(tape, batch) {
      const start = around?.start?.(tape, embedding) ?? embedding
      const encoded = backbone.encode(tape, start, around?.layered ?? false)
      const { final } = encoded
      const ranking = bpr(tape, final, {
        users: batch.user,
        positives: itemNodes(nodes, batch.positive),
        negatives: itemNodes(nodes, batch.negative),
      })
      const terms: Term[] = [
        { name: 'bpr', weight: 1, loss: ranking },
        ...encoded.terms(batch),
        ...(around?.terms(tape, batch, encoded) ?? []),
      ]
      const logged = terms.map(({ name, loss }) => [name, loss.data[0]])
      return { loss: weigh(tape, terms), terms: Object.fromEntries(logged) }
    },
    final() {
      const tape = new Tape(runtime)
      const { data, cols: dim } = tape.detached(() => backbone.infer(tape))
      const cut = nodes.users * dim
      const embeddings = { dim, users: data.slice(0, cut), items: data.slice(cut) }
      tape.reset()
      return embeddings
    },
  }
}
