import * as v from 'valibot'
import { invalidFile } from './errors.ts'
import { show } from './guards.ts'
import { readJson, writeJson } from './json.ts'
import type { Shape } from './manifest.ts'

const PrototypeSchema = v.object({
  id: v.string(),
  label: v.string(),
  keywords: v.array(v.string()),
  /** Item indices, most typical first. */
  exemplars: v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
})

/** A named direction in the embedding space. Entry n belongs to row n of `prototypeVectors`. */
export type Prototype = v.InferOutput<typeof PrototypeSchema>

/** Reads `intents.*.json`. @throws {TacitError} `pack/intents` */
export function decodeIntents(
  bytes: Uint8Array,
  { items, prototypes: count }: Pick<Shape, 'items' | 'prototypes'>,
): Prototype[] {
  const json = readJson('intents', bytes).prototypes
  const result = v.safeParse(v.array(PrototypeSchema), json)
  if (!result.success) {
    const [issue] = result.issues
    const path = ['prototypes', v.getDotPath(issue)].filter(Boolean).join('.')
    throw invalidFile('intents', `${path}: ${issue.message.slice(0, 300)}`)
  }
  const prototypes = result.output
  if (prototypes.length !== count) {
    throw invalidFile(
      'intents',
      `has ${prototypes.length} prototypes, but the manifest declares ${count}`,
    )
  }
  for (const { id, exemplars } of prototypes) {
    const outside = exemplars.find((item) => item >= items)
    if (outside === undefined) continue
    throw invalidFile(
      'intents',
      `exemplar ${outside} of ${show(id)} is not an index below ${items}`,
    )
  }
  if (new Set(prototypes.map(({ id }) => id)).size < count) {
    throw invalidFile('intents', 'a prototype id occurs twice')
  }
  return prototypes
}

/** Writes `intents.*.json`. */
export function encodeIntents(prototypes: readonly Prototype[]): Uint8Array<ArrayBuffer> {
  return writeJson({
    prototypes: prototypes.map(({ id, label, keywords, exemplars }) => ({
      id,
      label,
      keywords,
      exemplars,
    })),
  })
}
