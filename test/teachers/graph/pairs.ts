import { BACKBONES, FRAMEWORKS } from '../../../training/teachers/graph/registry.ts'

/**
 * The names that are trained in tests, instead of every combination of backbone and framework. A
 * backbone and a framework meet at three points only (the start of propagation, its layers, the
 * final embeddings; models.test.ts differentiates those), so training tells something new about
 *
 * - each backbone alone, and
 * - each framework once, every variant that differs from the default included (`irllrec` is
 *   `irllrec:paper`).
 *
 * Frameworks take the backbones in turn from the third on, which pairs RLMRec-Con with SimGCL,
 * RLMRec-Gen with DCCF (whose layers see the mask), IRLLRec with BIGCF (which has prototypes and
 * noise of its own) and `released` with LightGCN, the one backbone around which it keeps all terms.
 */
export const PAIRS: readonly string[] = [
  ...BACKBONES.map(({ name }) => name),
  ...FRAMEWORKS.flatMap(({ name, variants }) => [
    name,
    ...variants.slice(1).map((variant) => `${name}:${variant}`),
  ]).map((framework, n) => `${BACKBONES[(n + 2) % BACKBONES.length].name}+${framework}`),
]
