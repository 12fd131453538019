import type { OrtFiles } from './messages.ts'

/**
 * ONNX Runtime's files: in a folder, or beside this script, where each URL is written out as in
 * `files.ts`. Apart from it, because no first list needs them.
 *
 * @param assets URL of the folder, ending in `/`; null: beside this script
 */
export function ortFiles(assets: string | null): OrtFiles {
  const [wasm, wasmRuntime, webgpu, webgpuRuntime] =
    assets === null ? own() : NAMES.map((name) => assets + name)
  return {
    wasm: { worker: wasm, runtime: wasmRuntime },
    webgpu: { worker: webgpu, runtime: webgpuRuntime },
  }
}

const NAMES = ['ort-wasm.js', 'ort-wasm.wasm.gz', 'ort-webgpu.js', 'ort-webgpu.wasm.gz']

function own(): string[] {
  return [
    new URL('./dist/browser/ort-wasm.js', import.meta.url),
    new URL('./dist/browser/ort-wasm.wasm.gz', import.meta.url),
    new URL('./dist/browser/ort-webgpu.js', import.meta.url),
    new URL('./dist/browser/ort-webgpu.wasm.gz', import.meta.url),
  ].map(({ href }) => href)
}
