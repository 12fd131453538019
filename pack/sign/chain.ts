/** What a reader has seen of the manifests under one key. */
export interface Seen {
  /** The highest sequence. */
  sequence: number
  /** Sequence and SHA-256 of the newest manifests, highest sequence last. */
  hashes: [sequence: number, sha256: string][]
}

/** Where a manifest stands in the chain of one key. */
export type Place = 'new' | 'same' | 'rolled-back' | 'forked'

/** The part of a manifest that chains it. */
interface Link {
  sequence: number
  /** SHA-256 of the manifest before. */
  previous?: string
  /** SHA-256 of this manifest's exact bytes. */
  sha256: string
}

/** More than the manifests that an edge keeps. */
const MAX_HASHES = 32

/**
 * Compares a manifest with those that a reader has seen under the same key.
 *
 * - `same`: the newest one that it has seen.
 * - `forked`: another manifest at a sequence that it has seen, be it the manifest's own or that of
 *   `previous` right before it. A gap is no fork: between two visits many packs may pass.
 * - `rolled-back`: a sequence below the highest. A roll-back is a new manifest with old files.
 *
 * @param seen undefined for a key that is new to the reader, which starts a chain of its own
 */
export function placeOf(seen: Seen | undefined, { sequence, previous, sha256 }: Link): Place {
  if (!seen) return 'new'
  const hashes = new Map(seen.hashes)
  const held = hashes.get(sequence)
  if (held !== undefined && held !== sha256) return 'forked'
  if (sequence < seen.sequence) return 'rolled-back'
  if (sequence === seen.sequence) return held === undefined ? 'rolled-back' : 'same'
  const before = hashes.get(sequence - 1)
  if (before !== undefined && previous !== undefined && previous !== before) return 'forked'
  return 'new'
}

/** Adds a manifest to those that were seen. */
export function remember(seen: Seen | undefined, { sequence, sha256 }: Link): Seen {
  const hashes = new Map(seen?.hashes).set(sequence, sha256)
  return {
    sequence: Math.max(seen?.sequence ?? 0, sequence),
    hashes: [...hashes].sort(([a], [b]) => a - b).slice(-MAX_HASHES),
  }
}
