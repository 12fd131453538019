/**
 * Builds the files that a page loads, into `dist/browser/`, and prints their sizes: the entry
 * `tacit.js` with its chunks, also as a classic script, `tacit-consent.js`, `tacit-capture.js`, the
 * Worker, which a page without Workers imports too, its part for queries, the part for experiments
 * and live facts, what contributes, its Worker, its section and its translations, the elements, the
 * devtools, and ONNX Runtime's two workers with their compressed .wasm files. Each file is replaced
 * by a rename, so that a server never reads half a file.
 */
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { minify } from 'rolldown/utils'
import { importMap } from '../scripts/integrity.ts'

const folder = import.meta.dirname
const target = resolve(folder, 'dist/browser')
mkdirSync(target, { recursive: true })
const out = mkdtempSync(resolve(folder, 'dist/browser-'))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
/** What Chrome and Edge 94 and all later browsers of docs/sdk.md understand; tsconfig.json has the same `lib`. */
const TARGET = 'es2022'
const common = {
  bundle: true,
  charset: 'utf8',
  format: 'esm',
  minify: true,
  target: TARGET,
  outdir: out,
} as const

for (const [name, script, wasm] of [
  ['ort-wasm', 'ort.wasm.bundle.min.mjs', 'ort-wasm-simd-threaded.wasm'],
  ['ort-webgpu', 'ort.jspi.bundle.min.mjs', 'ort-wasm-simd-threaded.jspi.wasm'],
]) {
  await build({
    ...common,
    entryPoints: { [name]: join(folder, 'ort/worker.ts') },
    alias: { onnxruntime: join(runtime, script) },
    plugins: [withoutOwnFiles()],
  })
  const file = join(out, `${name}.wasm.gz`)
  const compressed = join(target, `${name}.wasm.gz`)
  // Compressing takes seconds, and the runtime changes only with its version.
  if (existsSync(compressed) && isCompressed(compressed, join(runtime, wasm)))
    writeFileSync(file, readFileSync(compressed))
  else writeFileSync(file, gzipSync(readFileSync(join(runtime, wasm)), { level: 9 }))
}
const parts = {
  'tacit-worker': 'worker.ts',
  'tacit-queries': 'queries.ts',
  'tacit-giver': 'contribute/giver.ts',
  'tacit-extras': 'extras.ts',
  'tacit-words': 'elements/translated.ts',
  'tacit-contribute-words': 'contribute/translated-words.ts',
  'tacit-carousel': 'elements/shelf/carousel.ts',
  'tacit-devtools': 'devtools/index.ts',
}
await bundleEach(parts)
// They name the files of a Worker and of translations.
const contributing = {
  'tacit-contribute': 'contribute/index.ts',
  'tacit-contribute-privacy': 'contribute/section.ts',
}
await bundleEach(contributing, { plugins: [besideTheEntry()] })
const entries = {
  tacit: 'index.ts',
  'tacit-shelf': 'elements/pages/tacit-shelf.ts',
  'tacit-privacy': 'elements/pages/tacit-privacy.ts',
  'tacit-search': 'elements/pages/tacit-search.ts',
}
await bundleEach(entries, {
  plugins: [besideTheEntry()],
  splitting: true,
  chunkNames: 'tacit-[name]-[hash]',
})
// A classic script does not know its own URL later on.
await bundle({
  ...common,
  format: 'iife',
  entryPoints: { 'tacit.iife': join(folder, 'queue/page.ts') },
  define: { 'import.meta.url': 'tacitUrl' },
  banner: { js: 'var tacitUrl=document.currentScript?.src;' },
  plugins: [besideTheEntry()],
})
// Each whole, so that a page which imports one makes one request more.
await bundleEach({ 'tacit-consent': 'consent/index.ts', 'tacit-capture': 'capture/index.ts' })

const files = readdirSync(out)
for (const file of files) {
  const bytes = readFileSync(join(out, file))
  const gzip = file.endsWith('.js') ? ` (gzip ${gzipSync(bytes).length})` : ''
  const hash = createHash('sha384').update(bytes).digest('base64')
  const size = `${file.padEnd(26)} ${String(bytes.length).padStart(9)} bytes${gzip}`
  console.log(file.endsWith('.js') ? `${size.padEnd(58)} sha384-${hash}` : size)
}

const map = JSON.stringify(importMap(out), null, 2)
writeFileSync(join(out, 'integrity.json'), `${map}\n`)
console.log(`\n<script type="importmap">\n${map}\n</script>`)

const made = readdirSync(out)
for (const file of made) renameSync(join(out, file), join(target, file))
for (const file of readdirSync(target))
  if (!made.includes(file)) rmSync(join(target, file), { recursive: true, force: true })
rmSync(out, { recursive: true })

// The package's own modules lie beside the folder; a bundler copies what they name.
for (const name of ['files', 'ort-files', 'giver-file']) {
  const published = resolve(folder, `dist/${name}.js`)
  if (!existsSync(published)) continue
  const source = readFileSync(published, 'utf8')
  writeFileSync(published, source.replaceAll('./dist/browser/', './browser/'))
}

/** Bundles each source, by the name of its file, for itself. */
async function bundleEach(
  sources: Readonly<Record<string, string>>,
  options: BuildOptions = {},
): Promise<void> {
  for (const [name, source] of Object.entries(sources))
    await bundle({ ...common, ...options, entryPoints: { [name]: join(folder, source) } })
}

/** Bundles, and minifies by the minifier of Rolldown, which leaves 4 % fewer bytes than esbuild's. */
async function bundle(options: BuildOptions): Promise<void> {
  const { outputFiles } = await build({ ...options, minify: false, write: false })
  for (const { path, text } of outputFiles!) {
    const { code, errors } = await minify(basename(path), text, {
      module: options.format !== 'iife',
      compress: { target: TARGET },
      codegen: { legalComments: 'eof' },
    })
    if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`)
    writeFileSync(path, code)
  }
}

/**
 * The runtime names its .wasm file beside itself, which we give it as bytes. Parcel would look for the
 * file, so the name goes.
 */
function withoutOwnFiles(): Plugin {
  return {
    name: 'without-own-files',
    setup({ onLoad }) {
      onLoad({ filter: /onnxruntime-web\/dist\/.*\.mjs$/ }, ({ path }) => ({
        contents: readFileSync(path, 'utf8').replaceAll(
          /new URL\("[^"]*",import\.meta\.url\)/g,
          'new URL(self.location.href)',
        ),
        loader: 'js',
      }))
    },
  }
}

/** gzip ends with the size of its content; the runtime's files of two versions never agree in it. */
function isCompressed(compressed: string, plain: string): boolean {
  return (
    readFileSync(compressed).readUInt32LE(readFileSync(compressed).length - 4) ===
    readFileSync(plain).length
  )
}

/**
 * Names the other files by their content, so that an entry never gets a file of another version from
 * a cache. The part for pages without Workers is the Worker's own file.
 */
function besideTheEntry(): Plugin {
  const versioned = (name: string) => {
    const hash = createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex')
    return `${name}?v=${hash.slice(0, 12)}`
  }
  return {
    name: 'beside-the-entry',
    setup({ onLoad, onResolve }) {
      for (const [filter, name] of [
        [/^\.\/core\.ts$/, 'tacit-worker.js'],
        [/^\.\/translated\.ts$/, 'tacit-words.js'],
        [/^\.\/translated-words\.ts$/, 'tacit-contribute-words.js'],
        [/^\.\/carousel\.ts$/, 'tacit-carousel.js'],
        [/^\.\/extras\.ts$/, 'tacit-extras.js'],
        [/^\.\/contribute\/index\.ts$/, 'tacit-contribute.js'],
        [/^\.\.\/\.\.\/contribute\/section\.ts$/, 'tacit-contribute-privacy.js'],
      ] as const)
        onResolve({ filter }, () => ({ path: `./${versioned(name)}`, external: true }))
      onLoad({ filter: /client\/(?:files|ort-files|giver-file)\.ts$/ }, ({ path }) => {
        const source = readFileSync(path, 'utf8').replaceAll('./dist/browser/', './')
        const names =
          /((?:tacit-worker|tacit-queries|tacit-giver|ort-wasm|ort-webgpu)\.(?:js|wasm\.gz))'/g
        const contents = source.replaceAll(names, (_, name: string) => `${versioned(name)}'`)
        return { contents, loader: 'ts' }
      })
    },
  }
}
