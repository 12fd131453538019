declare module '@tacit-rec/engine/score.wasm' {
  /** The engine's kernel, compiled when the Worker is deployed. */
  const kernel: WebAssembly.Module
  export default kernel
}
