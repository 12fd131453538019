/** What the page asks the SDK's ONNX Runtime worker, one at a time. */
export type Request =
  | {
      do: 'load'
      student: Uint8Array
      scorer: Uint8Array
      /** int8 [N,d] and its scales [N]: dequantized once, over there. */
      vectors: Int8Array
      scale: Float32Array
      items: number
      dim: number
      intents: number
      history: number
      /** URL of the runtime's .wasm file. */
      wasm: string
      /** Whether WebGPU may be used, and on a software adapter too. */
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

/** What it answers. */
export type Answer =
  | { done: 'load'; provider: 'webgpu' | 'wasm'; adapter: string }
  | { done: 'encode'; intents: Float32Array; attention: Float32Array }
  | { done: 'score'; scores: Float32Array }
  | { done: 'failed'; message: string }
