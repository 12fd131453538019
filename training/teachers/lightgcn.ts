import type { History } from '../data/index.ts'
import type { Ranker } from '../evaluate/index.ts'
import { fitGraph, type GraphTeacher } from './graph/fit.ts'
import type { FitOptions } from './types.ts'

/**
 * LightGCN (graph/backbones/lightgcn.ts) as distillation takes it: scored along the prefixes of a
 * history, one after another.
 *
 * @param fixedEpochs exactly so many, without validation: they were chosen before
 */
export async function fitLightGcn(
  options: FitOptions,
  fixedEpochs?: number,
): Promise<GraphTeacher> {
  const fixed = fixedEpochs !== undefined
  const teacher = await fitGraph('lightgcn', { ...options, epochs: fixedEpochs, fixed })
  return { ...teacher, ...scoredOnce(teacher, teacher.embeddings.userDegree) }
}

/** A known user's scores do not depend on the history: its prefixes share them. */
function scoredOnce(ranker: Ranker, userDegree: Int32Array): Ranker {
  let [last, kept] = [-1, new Float32Array(0)]
  return {
    score(history: History, out: Float32Array) {
      const { user } = history
      const known = user >= 0 && userDegree[user] > 0
      if (!known) return ranker.score(history, out)
      if (user !== last) {
        kept = new Float32Array(out.length)
        ranker.score(history, kept)
        last = user
      }
      out.set(kept)
    },
  }
}
