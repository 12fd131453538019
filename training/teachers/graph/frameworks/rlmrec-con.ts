import { gather } from '../../../tensor/index.ts'
import { defineFramework } from '../framework.ts'
import { MAX_CONTRASTED } from '../nodes.ts'
import { align, nodeText, textBatch } from './text-batch.ts'
import { createTower } from './tower.ts'

/**
 * RLMRec-Con (Ren et al., WWW 2024, contrastive alignment): beside the backbone's own loss, final
 * embeddings e are contrasted with the profiles' texts s,
 *
 *   L += λ·( InfoNCE(e_u, MLP(s_u)) + InfoNCE(e_i, MLP(s_i)) + InfoNCE(e_j, MLP(s_j)) )
 *
 * by cosine at temperature τ, over the batch's users u, positive items i and negative items j, each
 * once; one MLP serves users and items. (The authors contrast users with all users.)
 *
 * Defaults as released with RLMRec for LightGCN; `anchors` is the max number of contrasted triples.
 */
export const rlmrecCon = defineFramework({
  name: 'rlmrec-con',
  needs: 'text',
  defaults: { profileWeight: 1e-2, profileTemperature: 0.2, anchors: MAX_CONTRASTED },
  axes: { profileWeight: [3e-3, 1e-2, 3e-2], profileTemperature: [0.1, 0.2] },
  build({ nodes }, options, { profileWeight, profileTemperature, anchors }) {
    const text = nodeText(options.text, nodes)
    const tower = createTower(nodes, 'profile', text.width, nodes.embedding.cols)
    return {
      parameters: tower.parameters,
      terms(tape, batch, { final }) {
        const { nodes: index, groups } = textBatch(nodes, batch, anchors)
        const graph = gather(tape, final, index)
        const profile = tower.apply(tape, text.rows(tape, index))
        const loss = align(tape, graph, profile, groups, profileTemperature)
        return [{ name: 'profile', weight: profileWeight, loss }]
      },
    }
  },
})
