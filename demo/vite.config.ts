import { cpSync, existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const SHOP = import.meta.dirname
const SDK = resolve(SHOP, '../client/dist/browser')

/**
 * Copies the built SDK beside the shop: worker scripts and .wasm files, which the SDK fetches at run
 * time, and `tacit.js` for pages of other origins.
 */
function tacitFiles(): Plugin {
  let target = ''
  return {
    name: 'tacit-files',
    apply: 'build',
    configResolved({ build }) {
      target = join(build.outDir, 'tacit')
    },
    closeBundle() {
      if (!existsSync(join(SDK, 'ort-wasm.js')))
        this.error(`${SDK} does not contain the built SDK: run npm run build -w @tacit-rec/client`)
      cpSync(SDK, target, { recursive: true })
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
