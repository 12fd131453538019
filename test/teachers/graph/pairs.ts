import { BACKBONES, FRAMEWORKS } from '../../../training/teachers/graph/registry.ts'

/**
 * The names that fit.test.ts trains, instead of every combination of backbone and framework. A backbone
 * and a framework meet at three points only (the start of propagation, its layers, the final
 * embeddings; models.test.ts differentiates these), so training tells something new about
 *
 * - each backbone alone,
 * - each framework once, from the third backbone on: RLMRec-Con on SimGCL, RLMRec-Gen on DCCF
 *   (whose layers see the mask), IRLLRec on BIGCF (which has its own prototypes and noise),
 * - each variant beside a framework's default (`irllrec` is `irllrec:paper`): `released` on
 *   LightGCN, the only backbone around which it keeps all terms.
 */
export const PAIRS: readonly string[] = [
  ...BACKBONES.map(({ name }) => name),
  ...FRAMEWORKS.map(({ name }, n) => `${BACKBONES[(n + 2) % BACKBONES.length].name}+${name}`),
  ...FRAMEWORKS.flatMap(({ name, variants }) =>
    variants.slice(1).map((variant) => `${BACKBONES[0].name}+${name}:${variant}`),
  ),
]
