import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const here = import.meta.dirname
const SDK = join(here, '../client/dist/browser')

/** ONNX Runtime's worker scripts and .wasm files, as `@tacit/client` builds them. */
function tacitAssets(): Plugin {
  return {
    name: 'tacit-assets',
    closeBundle: () => cpSync(SDK, join(here, 'dist/tacit'), { recursive: true }),
  }
}

export default defineConfig({
  root: here,
  logLevel: 'warn',
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022' },
  plugins: [tacitAssets()],
})
