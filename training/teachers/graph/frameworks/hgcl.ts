import { normalizeBoth } from '../../../sparse/index.ts'
import { gather, infoNce, parameter, sparse, spmm } from '../../../tensor/index.ts'
import { defineFramework } from '../framework.ts'
import { batchNodes, contrasted, xavier } from '../nodes.ts'

/**
 * Item–attribute contrast, after HGCL (Chen et al., WSDM 2023), which contrasts views of a
 * heterogeneous graph with the user–item view; here the other view is the graph of items and their
 * attributes (docs/method.md#hgcl). With A_i the attributes of item i, n_a the items of attribute
 * a, and t_a [d] learned,
 *
 *   g_i = Σ_{a∈A_i} t_a / √(|A_i|·n_a)
 *   L  += λ·InfoNCE(e_i, g_i)
 *
 * by cosine at temperature τ, over the batch's positive and negative items that have attributes,
 * each once; e are the final embeddings. `anchors` is the max number of triples that are contrasted.
 */
export const hgcl = defineFramework({
  name: 'hgcl',
  needs: 'attributes',
  defaults: { attributeWeight: 1e-2, attributeTemperature: 0.2, anchors: 512 },
  axes: { attributeWeight: [3e-3, 1e-2, 3e-2], attributeTemperature: [0.1, 0.2] },
  build({ nodes }, { attributes }, { attributeWeight: weight, attributeTemperature, anchors }) {
    const { runtime, random, users, embedding } = nodes
    const { offsets, cols } = attributes
    const dim = embedding.cols
    const table = parameter(runtime, cols, dim, xavier(random, cols, dim))
    const graph = sparse(runtime, normalizeBoth(attributes))
    return {
      parameters: new Map([['attributes', table]]),
      terms(tape, batch, { final }) {
        const { positives, negatives } = batchNodes(nodes, contrasted(batch, anchors))
        const items = Int32Array.from(new Set([...positives, ...negatives]))
          .filter((node) => offsets[node - users + 1] > offsets[node - users])
          .sort()
        if (items.length === 0) return []
        const rows = items.map((node) => node - users)
        const views = gather(tape, spmm(tape, graph, table), rows)
        const loss = infoNce(tape, gather(tape, final, items), views, {
          temperature: attributeTemperature,
        })
        return [{ name: 'attributes', weight, loss }]
      },
    }
  },
})
