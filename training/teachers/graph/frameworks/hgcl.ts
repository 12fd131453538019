import { normalizeBoth } from '../../../sparse/index.ts'
import {
  add,
  concatRows,
  constant,
  gather,
  infoNce,
  parameter,
  propagate,
  sparse,
  spmm,
} from '../../../tensor/index.ts'
import { bipartite } from '../adjacency.ts'
import { defineFramework } from '../framework.ts'
import { batchNodes, contrasted, xavier } from '../nodes.ts'

/**
 * Item–attribute contrast, after HGCL (Chen et al., WSDM 2023: the views of a heterogeneous graph
 * are contrasted with the user–item view; docs/method.md#hgcl).
 */
export const hgcl = defineFramework({
  name: 'hgcl',
  needs: 'attributes',
  defaults: {
    attributeWeight: 0.1,
    attributeTemperature: 0.2,
    anchors: 1024,
    shared: 0,
    userSide: 0,
  },
  axes: { attributeWeight: [0.03, 0.1, 0.3], attributeTemperature: [0.1, 0.2] },
  build(
    { nodes },
    options,
    { attributeWeight, attributeTemperature: temperature, anchors, shared, userSide },
  ) {
    const { runtime, random, users, count, embedding } = nodes
    const { attributes, interactions } = options
    const dim = embedding.cols
    const table = parameter(runtime, attributes.cols, dim, xavier(random, attributes.cols, dim))
    const graph = sparse(runtime, normalizeBoth(attributes))
    const whole = sparse(runtime, bipartite(attributes), { symmetric: true })
    const items = Int32Array.from({ length: count - users }, (_, i) => users + i)
    const toUsers = userSide ? sparse(runtime, normalizeBoth(interactions)) : null
    const has = Uint8Array.from(items, (_, i) =>
      Number(attributes.offsets[i + 1] > attributes.offsets[i]),
    )
    return {
      parameters: new Map([['attributes', table]]),
      terms(tape, batch, { final }) {
        const views = shared
          ? propagate(tape, whole, concatRows(tape, gather(tape, embedding, items), table), shared)
          : spmm(tape, graph, table)
        const some = batchNodes(nodes, contrasted(batch, anchors))
        const batchItems = Int32Array.from(new Set([...some.positives, ...some.negatives]))
          .filter((node) => has[node - users])
          .sort()
        const loss = infoNce(
          tape,
          gather(tape, final, batchItems),
          gather(
            tape,
            views,
            batchItems.map((node) => node - users),
          ),
          { temperature },
        )
        if (!toUsers) return [{ name: 'attributes', weight: attributeWeight, loss }]
        const itemViews = gather(tape, views, Int32Array.from(items.keys()))
        const ofUsers = spmm(tape, toUsers, itemViews)
        const more = infoNce(
          tape,
          gather(tape, final, some.users),
          gather(tape, ofUsers, some.users),
          {
            temperature,
          },
        )
        return [{ name: 'attributes', weight: attributeWeight, loss: add(tape, loss, more) }]
      },
    }
  },
})
void constant
