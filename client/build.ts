/**
 * Builds the files that a page loads, into `dist/browser/`, and prints their sizes: the entry
 * `tacit.js`, its core chunk, ONNX Runtime's two worker scripts and the runtime's .wasm files. Each
 * file is replaced by a rename, so that a server never reads half a file.
 */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const folder = import.meta.dirname
const target = resolve(folder, 'dist/browser')
mkdirSync(target, { recursive: true })
const out = mkdtempSync(resolve(folder, 'dist/browser-'))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
const common = { bundle: true, format: 'esm', minify: true, target: 'es2022', outdir: out } as const

await build({
  ...common,
  entryPoints: {
    tacit: join(folder, 'index.ts'),
    'tacit-consent': join(folder, 'consent/index.ts'),
    'tacit-capture': join(folder, 'capture/index.ts'),
  },
  splitting: true,
  chunkNames: 'tacit-[name]-[hash]',
})
for (const [name, file] of [
  ['ort-wasm', 'ort.wasm.bundle.min.mjs'],
  ['ort-webgpu', 'ort.jspi.bundle.min.mjs'],
])
  await build({
    ...common,
    entryPoints: { [name]: join(folder, 'ort/worker.ts') },
    alias: { onnxruntime: join(runtime, file) },
  })
for (const file of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.jspi.wasm'])
  copyFileSync(join(runtime, file), join(out, file))

const files = readdirSync(out)
for (const file of files) {
  const bytes = readFileSync(join(out, file))
  const gzip = file.endsWith('.js') ? ` (gzip ${gzipSync(bytes).length})` : ''
  console.log(`${file.padEnd(36)} ${String(bytes.length).padStart(9)} bytes${gzip}`)
}

for (const file of files) renameSync(join(out, file), join(target, file))
for (const file of readdirSync(target))
  if (!files.includes(file)) rmSync(join(target, file), { recursive: true })
rmSync(out, { recursive: true })
