import type { PackContents } from '@tacit-rec/pack'
import type { Dataset, ItemCounts, Split } from '../data/index.ts'
import {
  findPrototypes,
  type PreviousPack,
  packKinds,
  scorerOnnx,
  studentOnnx,
} from '../export/index.ts'
import { type IntentRecord, namedIntents } from '../intents/index.ts'
import { itemUsers } from '../teachers/index.ts'
import type { Distilled } from './types.ts'

export interface AssembleOptions {
  name: string
  split: Split
  seed: number
  /** The manifest's `training.config`. */
  config: Record<string, unknown>
  evaluation?: Record<string, unknown>
  /** Records of an intents folder, which name the prototypes. Default: the items file's. */
  intents?: readonly (IntentRecord | null)[]
  /** Counts in the place of the log: they know the popularity. */
  counts?: ItemCounts
  /** The pack whose prototypes keep their ids and labels, and whose rules stay. */
  previous?: PreviousPack | null
}

/** Makes the contents of a pack from a distilled student. */
export async function assemble(
  dataset: Dataset,
  { draft, tables, groups }: Distilled,
  { name, split, seed, config, evaluation, intents: records, previous, counts }: AssembleOptions,
): Promise<PackContents> {
  const { manifest, items, neighbours } = draft
  const { intents, dim, history, score } = manifest
  const { kinds, weights } = packKinds(manifest.kinds, draft.weights, split.fit.kind)
  const { catalogue } = dataset
  const given = namedIntents(catalogue, records)
  const { embeddings } = tables
  const { vectors, prototypes, next } = findPrototypes(
    embeddings,
    dim,
    catalogue,
    seed,
    given,
    previous,
    groups,
  )
  return {
    name,
    kinds,
    score,
    history,
    student: await studentOnnx(weights, { intents, dim, history, kinds: kinds.length }),
    scorer: await scorerOnnx({ pool: score.pool, temperature: score.temperature, intents, dim }),
    weights,
    items,
    neighbours,
    popularity: counts
      ? Float32Array.from(counts.popularity.users)
      : itemUsers(split.fit, dataset.items.length),
    prototypes,
    prototypeVectors: vectors,
    rules: previous?.rules ?? null,
    catalogue,
    training: {
      protocol: split.protocol,
      seed,
      data: dataset.hash,
      split: split.hash,
      events: dataset.kind.length,
      config,
      nextPrototype: next,
    },
    evaluation,
  }
}
