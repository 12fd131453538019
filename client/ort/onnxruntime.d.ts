/** Stands for one of onnxruntime-web's builds; `build.ts` says which. */
declare module 'onnxruntime' {
  export * from 'onnxruntime-web'
}
