import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const SHOP = import.meta.dirname
const SDK = resolve(SHOP, '../client/dist/browser')

/**
 * Puts the built SDK beside the shop: its worker scripts and .wasm files, which it fetches later and
 * which Vite thus need not understand, and `tacit.js`, for pages of other origins.
 */
function tacitFiles(): Plugin {
  return {
    name: 'tacit-files',
    apply: 'build',
    closeBundle() {
      if (!existsSync(join(SDK, 'ort-wasm.js')))
        this.error(`${SDK} holds no built SDK: run npm run build -w @tacit-rec/client first`)
      cpSync(SDK, join(SHOP, 'dist/tacit'), { recursive: true })
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
