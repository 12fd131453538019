import type { LoadedPack } from '@tacit-rec/pack'

/** One event of a history, as indices into the pack. Histories are oldest first. */
export interface EncodedEvent {
  /** Item index, 0…N−1. */
  item: number
  /** Index into the manifest's kinds; any other value counts as `view`. */
  kind: number
  /** Days before the newest event, −1 if unknown. */
  age: number
}

/** The encoder's output for one history. */
export interface Encoded {
  /** [K,d]: user intents of unit length; zeros without positives. */
  intents: Float32Array
  /** [K,L]: softmax weights of the newest L positives, oldest first; zeros in the padding. */
  attention: Float32Array
}

/** Ranks with a pack. All engines give the same scores within 1e-5. */
export interface Engine {
  readonly name: string
  /** Prepares a pack; a second call replaces the first pack. */
  load(pack: LoadedPack): Promise<void>
  /** @param events oldest first; only the newest `manifest.history` positives are read */
  encode(events: EncodedEvent[]): Promise<Encoded>
  /** @returns [N], the complete score, with memory and prior */
  score(encoded: Encoded, events: EncodedEvent[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** The parts of a pack that the memory reads, which ranks before the rest of the pack is there. */
export type MemoryModel = Pick<LoadedPack, 'manifest' | 'neighbours'>

/** The parts of a pack that the arithmetic reads: no files, no catalogue. */
export type Model = Pick<LoadedPack, 'manifest' | 'weights' | 'items' | 'neighbours'>
