import { isText, isTexts, readJson, writeJson } from './json.ts'
import { refuse } from './tensors.ts'
import type { Prototype, Shape } from './types.ts'

/** Reads `intents.*.json`. @throws {TacitError} `pack/intents` */
export function decodeIntents(
  bytes: Uint8Array,
  { items, prototypes }: Pick<Shape, 'items' | 'prototypes'>,
): Prototype[] {
  const list = readJson('intents', bytes).prototypes
  if (!Array.isArray(list) || list.length !== prototypes) {
    throw refuse('intents', `prototypes is not a list of ${prototypes}`)
  }
  const decoded = list.map((entry, n) => decodePrototype(entry, n, items))
  if (new Set(decoded.map(({ id }) => id)).size < decoded.length) {
    throw refuse('intents', 'a prototype id is used twice')
  }
  return decoded
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

function decodePrototype(entry: unknown, n: number, items: number): Prototype {
  const { id, label, keywords, exemplars } = (entry ?? {}) as Record<string, unknown>
  if (!isText(id) || !isText(label) || !isTexts(keywords)) {
    throw refuse('intents', `prototypes[${n}] lacks an id, a label or keywords of text`)
  }
  const isItem = (item: unknown) =>
    Number.isInteger(item) && (item as number) >= 0 && (item as number) < items
  if (!Array.isArray(exemplars) || !exemplars.every(isItem)) {
    throw refuse('intents', `prototypes[${n}].exemplars are not indices below ${items}`)
  }
  return { id, label, keywords, exemplars }
}
