import type { LoadedPack } from '@tacit-rec/pack'
import { type FitOptions, isClearlyBetter, sampleRows } from '../teachers/index.ts'
import { caseScores } from './cases.ts'
import { DISLIKE } from './encoder/index.ts'
import { engineRanker } from './ranker.ts'

/** Values of δ that a search tries, the default first. */
const PUSHES = [DISLIKE, 0, 0.5, 2]
/** Validation cases with a dislike that each is scored on, max. */
const MAX_CASES = 2000

/**
 * Chooses δ, how far dislikes push away, on the validation cases whose users disliked anything. The default
 * stays unless another is clearly better.
 *
 * @param pack a draft with its memory and β
 */
export function chooseDislike(pack: LoadedPack, { split }: Pick<FitOptions, 'split'>): number {
  const { valid } = split
  const { disliked } = valid.input
  if (!disliked) return DISLIKE
  const all = Array.from(valid.users.keys())
  const judged = all.filter((row) => disliked.offsets[row + 1] > disliked.offsets[row])
  const rows = Array.from(sampleRows(judged.length, MAX_CASES), (n) => judged[n])
  const casesOf = (dislike: number) => {
    const { manifest } = pack
    const score = { ...manifest.score, dislike }
    const ranker = engineRanker({ ...pack, manifest: { ...manifest, score } })
    return caseScores(ranker, split, manifest.items, rows)
  }
  let best = { dislike: PUSHES[0], cases: casesOf(PUSHES[0]) }
  for (const dislike of PUSHES.slice(1)) {
    const cases = casesOf(dislike)
    if (isClearlyBetter(cases, best.cases)) best = { dislike, cases }
  }
  return best.dislike
}
