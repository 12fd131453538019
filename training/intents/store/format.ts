import type { Protocol } from '@tacit-rec/pack'
import type { About } from '../answer.ts'
import type { Source } from '../types.ts'
import type { Matrix } from '../vectors.ts'

export const FORMAT = 1
export const MANIFEST = 'intents.json'

/** How a folder of intents came to be. */
export interface IntentsManifest {
  format: 1
  data: { name: string; hash: string }
  /** What of the events the users' intents were made from. */
  protocol: Protocol
  split: string
  provider: string
  /** Null where intents are key phrases. */
  model: string | null
  embedding: { provider: string; model: string; width: number }
  prompts: { item: number; user: number }
  sentUsers: boolean
  /** Rows by how their intents came to be; `fallback`: a model's answer was no use twice. */
  items: Partial<Record<Source, number>>
  users: Partial<Record<Source, number>>
  /** Name → SHA-256 (hex). */
  files: Record<string, string>
}

/** Each has a file of lines and one of vectors. */
export const ROLES = ['items', 'users'] as const
export type Role = (typeof ROLES)[number]

/** What a line of each file is about. */
export const ABOUT: Record<Role, About> = { items: 'item', users: 'user' }

/** Rows of a matrix; zeros for −1. */
export function pick({ data, cols }: Matrix, places: readonly number[]): Float32Array {
  const out = new Float32Array(places.length * cols)
  for (const [row, place] of places.entries())
    if (place >= 0) out.set(data.subarray(place * cols, (place + 1) * cols), row * cols)
  return out
}
