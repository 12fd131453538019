/** A question to a language model, whose answer must be a JSON object that fits a schema. */
export interface ChatRequest {
  system: string
  user: string
  /** A name for the schema; the protocol requires one. */
  name: string
  /** JSON Schema of the answer. */
  schema: object
}

/** Tokens as the provider counted them; our estimate if it does not count. */
export interface Usage {
  input: number
  output: number
}

export interface ChatAnswer {
  /** The model's text: JSON if it kept to the schema. */
  text: string
  usage: Usage
}

/** Options of one call. */
export interface CallOptions {
  /** Aborted: the call ends and throws the signal's reason. */
  signal?: AbortSignal
  /** Called after every failed attempt that may be billed; an error from it ends the call. */
  lost?: () => void
}

/** Answers questions. */
export interface Chat {
  /** Provider, endpoint and model: with the question, everything that an answer depends on. */
  id: string
  model: string
  ask(request: ChatRequest, options?: CallOptions): Promise<ChatAnswer>
}

/** Turns texts into vectors. */
export interface Embedder {
  /** Provider, endpoint and model: part of the cache key. */
  id: string
  model: string
  /** Texts per call. 0: a vector depends on all texts, so they come in one uncached call. */
  batch: number
  /** One vector per text, in order, all of one width; an empty text's may be zero. */
  embed(texts: readonly string[], options?: CallOptions): Promise<Vectors>
}

export interface Vectors {
  width: number
  rows: Float32Array[]
  usage: Usage
}

/** A source of intents and vectors. A provider lacks the properties that it does not support. */
export interface Provider {
  name: string
  /** Whether texts leave this process: then texts about users need the user's permission. */
  remote: boolean
  /** Without it, intents are key phrases. */
  chat?: Chat
  embedder?: Embedder
}

/** What a text says about one item, or a history about one user. */
export interface Intents {
  attributes: string[]
  /** What an item focuses on; what a user likes. */
  toward: string[]
  /** What an item is unfit for; what a user dislikes. Empty if the text does not say. */
  against: string[]
  /** One sentence. */
  summary: string
  /** Two to five names of at most four words, strongest first. */
  named: string[]
}

/**
 * How {@link Intents} were made: `given` by the items file, by a `model`, `lexical` by key phrases,
 * `fallback` by key phrases or items because the model's answer was unusable, from the user's
 * `items`, or `none`.
 */
export const SOURCES = ['given', 'model', 'lexical', 'fallback', 'items', 'none'] as const
export type Source = (typeof SOURCES)[number]

export interface IntentRecord extends Intents {
  id: string
  source: Source
}
