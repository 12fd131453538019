/**
 * Milliseconds of one utterance by the network of `tacit evaluate --task understand`, in headless Chromium: plain
 * TypeScript, and ONNX Runtime on WASM. Weights are random: they do not change the time.
 *
 *   node bench/query.ts DATA
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { layoutOf, readNetwork } from '@tacit-rec/engine'
import { build } from 'esbuild'
import { launchChromium } from '../test/browser/chromium.ts'
import { startSite } from '../test/browser/site.ts'
import { createRandom } from '../training/random.ts'
import { readBenchmark, settingsFor } from '../training/understand/index.ts'
import { clausesOf } from '../training/understand/mix.ts'
import { networkOnnx } from '../training/understand/onnx.ts'
import { packNetwork } from '../training/understand/pack.ts'
import { wordsOf } from '../training/understand/words.ts'

const { train, test } = await readBenchmark(resolve(process.argv[2]))
const settings = settingsFor(train)
const clauses = clausesOf(train)
const words = wordsOf(clauses, 2, settings.maxWords)
const intents = [...clauses.phrases.keys()].sort()
const tags = [...new Set(train.flatMap(({ tags }) => tags))].sort().reverse()
const sizes = { ...settings, words: 1 + words.length, intents: intents.length, tags: tags.length }
const random = createRandom(1)
const members = Array.from({ length: settings.members }, () =>
  Object.fromEntries(
    layoutOf(sizes).map(({ name, rows, cols }) => [
      name,
      Float32Array.from({ length: rows * cols }, () => random.normal() / Math.sqrt(cols)),
    ]),
  ),
)
const { bits } = settings
const bytes = packNetwork({ sizes, words, intents, tags, members, bits })
const model = await networkOnnx(readNetwork(bytes))
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'query-page.ts')],
  alias: { 'onnxruntime-web/wasm': join(runtime, 'ort.wasm.bundle.min.mjs') },
  bundle: true,
  format: 'esm',
  write: false,
  outdir: import.meta.dirname,
})
const site = await startSite(null)
site.script = outputFiles[0].text
const browser = await launchChromium()
const page = await browser.newPage()
const base64 = (data: Uint8Array) => Buffer.from(data).toString('base64')
const files = {
  network: base64(bytes),
  model: base64(model),
  runtime: base64(await readFile(join(runtime, 'ort-wasm-simd-threaded.wasm'))),
}
await page.exposeFunction('files', () => files)
await page.goto(site.url)
await page.waitForFunction(() => 'query' in window)
const utterances = test.map(({ tokens }) => tokens)
const length = utterances.flat().length / utterances.length
console.log(`${utterances.length} utterances of ${length.toFixed(1)} tokens, ${bytes.length} bytes`)
console.log('| engine | median ms | 95th percentile |\n|---|---|---|')
for (const way of ['instant', 'ort'] as const) {
  const { median, p95 } = await page.evaluate((ask) => window.query(ask.way, ask.utterances), {
    way,
    utterances,
  })
  console.log(`| ${way} | ${median.toFixed(2)} | ${p95.toFixed(2)} |`)
}
await browser.close()
await site.close()
