import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const SHOP = import.meta.dirname
const SDK = resolve(SHOP, '../client/dist/browser')

/**
 * Puts the SDK's own worker scripts and .wasm files beside the shop, as a site's build would. They
 * are built by client/build.ts, so that Vite need not understand ONNX Runtime.
 */
function tacitFiles(): Plugin {
  return {
    name: 'tacit-files',
    apply: 'build',
    closeBundle() {
      if (!existsSync(join(SDK, 'ort-wasm.js')))
        this.error(`${SDK} holds no built SDK: run npm run build -w @tacit/client first`)
      cpSync(SDK, join(SHOP, 'dist/tacit'), {
        recursive: true,
        // The shop bundles the SDK itself; only what the SDK fetches later is wanted.
        filter: (file) => !/(^|\/)tacit[^/]*\.js$/.test(file),
      })
    },
  }
}

export default defineConfig({
  root: SHOP,
  base: './',
  logLevel: 'warn',
  build: { outDir: join(SHOP, 'dist'), emptyOutDir: true, target: 'es2022' },
  plugins: [tacitFiles()],
})
