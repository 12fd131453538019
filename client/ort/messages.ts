/** Requests of the page to the SDK's ONNX Runtime worker, one at a time. */
export type Request =
  | {
      do: 'load'
      student: Uint8Array
      scorer: Uint8Array
      /** int8 [N,d]; the worker dequantizes it once. */
      vectors: Int8Array
      /** [N] */
      scale: Float32Array
      items: number
      dim: number
      intents: number
      history: number
      /** URL of the runtime's .wasm file, compressed with gzip. */
      runtime: string
      /** Max milliseconds without a byte of it. */
      timeout: number
      /** `real`: WebGPU on real adapters only · `any`: on software too · `off`. */
      webgpu: 'real' | 'any' | 'off'
    }
  | {
      do: 'encode'
      vectors: Float32Array
      kinds: Int32Array
      ages: Float32Array
      mask: Float32Array
    }
  | { do: 'score'; intents: Float32Array }

/** The worker's answers. */
export type Answer =
  | { done: 'load'; provider: 'webgpu' | 'wasm'; adapter: string }
  | { done: 'encode'; intents: Float32Array; attention: Float32Array }
  | { done: 'score'; scores: Float32Array }
  | { done: 'failed'; message: string }
  /** Bytes arrive, or the runtime compiles, which takes longer than any answer. */
  | { done: 'alive'; compiling: boolean }

/** A request of one kind. */
export type RequestTo<D extends Request['do']> = Extract<Request, { do: D }>

/** The answer to a request of one kind. */
export type AnswerTo<D extends Request['do']> = Extract<Answer, { done: D }>
