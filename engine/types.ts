import type { LoadedPack } from '@tacit-rec/pack'

/** One event of a history, in the pack's numbers; histories are oldest first. */
export interface EncodedEvent {
  /** Item index, 0…N−1. */
  item: number
  /** Index into the manifest's kinds; out of range counts as kind 0. */
  kind: number
  /** Days before the newest event; −1 where unknown. */
  age: number
}

/** What a history becomes. */
export interface Encoded {
  /** [K,d]: user intents of unit length; zeros for an empty history. */
  intents: Float32Array
  /** [K,L]: softmax weights over the newest L events, oldest first, zeros on the padding. */
  attention: Float32Array
}

/** Anything that ranks with a pack; every engine gives the same scores within 1e-5. */
export interface Engine {
  readonly name: string
  /** Makes the pack ready; a second call replaces the first pack. */
  load(pack: LoadedPack): Promise<void>
  /** @param events oldest first; the newest `history` are read */
  encode(events: EncodedEvent[]): Promise<Encoded>
  /** @returns [N], the pack's whole score, memory and prior included */
  score(encoded: Encoded, events: EncodedEvent[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** What of a pack the arithmetic reads; a draft without files and catalogue will do. */
export type Model = Pick<LoadedPack, 'manifest' | 'weights' | 'items' | 'neighbours'>
