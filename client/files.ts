import type { OrtFiles } from './messages.ts'

/** The SDK's files that are not part of a page's own script. */
export interface Files {
  worker: string
  ort: OrtFiles
}

/** The files in a folder. @param assets its URL, ending in `/` */
export function filesIn(assets: string): Files {
  return named(NAMES.map((name) => assets + name))
}

/**
 * The files beside this script. Each URL is written out, because bundlers copy what such a literal
 * names; `build.ts` replaces the folder and adds versions.
 *
 * @returns null in a script that does not know its own URL, such as a classic bundle
 */
export function ownFiles(): Files | null {
  try {
    return named(
      [
        new URL('./dist/browser/tacit-worker.js', import.meta.url),
        new URL('./dist/browser/ort-wasm.js', import.meta.url),
        new URL('./dist/browser/ort-wasm.wasm.gz', import.meta.url),
        new URL('./dist/browser/ort-webgpu.js', import.meta.url),
        new URL('./dist/browser/ort-webgpu.wasm.gz', import.meta.url),
      ].map(({ href }) => href),
    )
  } catch {
    return null
  }
}

/** In the order of {@link named}. */
const NAMES = [
  'tacit-worker.js',
  'ort-wasm.js',
  'ort-wasm.wasm.gz',
  'ort-webgpu.js',
  'ort-webgpu.wasm.gz',
]

function named([worker, wasm, wasmRuntime, webgpu, webgpuRuntime]: string[]): Files {
  return {
    worker,
    ort: {
      wasm: { worker: wasm, runtime: wasmRuntime },
      webgpu: { worker: webgpu, runtime: webgpuRuntime },
    },
  }
}
