/** One question to a language model whose answer must be a JSON object of a schema. */
export interface ChatRequest {
  system: string
  user: string
  /** A word for the schema, as the protocol wants one. */
  name: string
  /** JSON Schema of the answer. */
  schema: object
}

/** Tokens that a provider counted, or that we estimate where it counts none. */
export interface Usage {
  input: number
  output: number
}

export interface ChatAnswer {
  /** What the model said: JSON where it kept to the schema. */
  text: string
  usage: Usage
}

/** What goes with a call. */
export interface CallOptions {
  /** Aborted: the call ends, and throws its reason. */
  signal?: AbortSignal
  /** Told of every attempt that failed and may have to be paid; what it throws ends the call. */
  lost?: () => void
}

/** Answers questions; `id` says everything that an answer depends on beside the question. */
export interface Chat {
  /** Provider, endpoint and model: part of the cache key. */
  id: string
  model: string
  ask(request: ChatRequest, options?: CallOptions): Promise<ChatAnswer>
}

/** Turns texts into vectors. */
export interface Embedder {
  /** Provider, endpoint and model: part of the cache key. */
  id: string
  model: string
  /** Texts in one call; 0: a vector depends on all texts, which come in one call and uncached. */
  batch: number
  /** One vector per text, in order, all of one width; of an empty text they may be zero. */
  embed(texts: readonly string[], options?: CallOptions): Promise<Vectors>
}

export interface Vectors {
  width: number
  rows: Float32Array[]
  usage: Usage
}

/** Where intents and vectors come from. What a provider cannot do, it lacks. */
export interface Provider {
  name: string
  /** Whether texts leave this process: then texts about users need the user's word. */
  remote: boolean
  /** Without it intents are key phrases. */
  chat?: Chat
  embedder?: Embedder
}

/** What a text says of one item, or a history of one user. */
export interface Intents {
  attributes: string[]
  /** What an item focuses on; what a user likes. */
  toward: string[]
  /** What an item is opposed to; what a user dislikes. Empty where nothing says so. */
  against: string[]
  /** One sentence. */
  summary: string
  /** Two to five names of at most four words, the strongest first. */
  named: string[]
}

/** How {@link Intents} came to be: `fallback` is `lexical` where a model's answer was no use. */
export type Source = 'given' | 'model' | 'lexical' | 'fallback' | 'items' | 'none'

export interface IntentRecord extends Intents {
  id: string
  source: Source
}
