/** Stands for one of onnxruntime-web's builds; `build.ts` chooses which. */
declare module 'onnxruntime' {
  export * from 'onnxruntime-web'
}
