import { ProtocolSchema } from '@tacit-rec/pack'
import * as v from 'valibot'
import type { About } from '../answer.ts'
import { SOURCES } from '../types.ts'
import type { Matrix } from '../vectors.ts'

export const FORMAT = 1
export const MANIFEST = 'intents.json'

const rowsBySource = v.object(v.entriesFromList(SOURCES, v.optional(v.number())))

/** How a folder of intents was made. */
export const ManifestSchema = v.object({
  format: v.literal(FORMAT),
  data: v.object({ name: v.string(), hash: v.string() }),
  /** The events from which the users' intents were made. */
  protocol: ProtocolSchema,
  split: v.string(),
  provider: v.string(),
  /** Null if intents are key phrases. */
  model: v.nullable(v.string()),
  embedding: v.object({ provider: v.string(), model: v.string(), width: v.number() }),
  /** Versions of the prompts. */
  prompts: v.object({ item: v.number(), user: v.number() }),
  sentUsers: v.boolean(),
  /** Numbers of rows by the source of their intents. */
  items: rowsBySource,
  users: rowsBySource,
  /** Name → SHA-256 (hex). */
  files: v.record(v.string(), v.string()),
})

export type IntentsManifest = v.InferOutput<typeof ManifestSchema>

/** The properties by which a folder is recognized as ours. */
export const MarkSchema = v.pick(ManifestSchema, ['format', 'files'])

/** A line of `items.jsonl` or `users.jsonl`, with fields of intents beside these. */
export const LineSchema = v.looseObject({ id: v.string(), source: v.picklist(SOURCES) })

/** Each has a file of lines and one of vectors. */
export const ROLES = ['items', 'users'] as const
export type Role = (typeof ROLES)[number]

/** The subject of a line of each file. */
export const ABOUT: Record<Role, About> = { items: 'item', users: 'user' }

/** Rows of a matrix in the order of `places`; zeros for −1. */
export function pick({ data, cols }: Matrix, places: readonly number[]): Float32Array {
  const out = new Float32Array(places.length * cols)
  for (const [row, place] of places.entries())
    if (place >= 0) out.set(data.subarray(place * cols, (place + 1) * cols), row * cols)
  return out
}
