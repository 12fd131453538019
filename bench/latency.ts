/**
 * Time to encode and score with 12,000 items, d = 64, K = 4, M = 32, in headless Chromium: medians
 * per engine. WebGPU runs on a software adapter, so its time tells nothing about a graphics card.
 *
 *   node bench/latency.ts
 */
import { join } from 'node:path'
import { build } from 'esbuild'
import { launchChromium } from '../test/browser/chromium.ts'
import { buildSdk, startSite } from '../test/browser/site.ts'
import { workingPack } from '../test/pack/working-pack.ts'

const shape = { items: 12_000, dim: 64, intents: 4, history: 50, perItem: 32, seed: 1 }
const pack = await workingPack(shape)
buildSdk()
const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, 'latency-page.ts')],
  bundle: true,
  format: 'esm',
  write: false,
  outdir: import.meta.dirname,
})
const site = await startSite(pack)
site.script = outputFiles[0].text
const browser = await launchChromium()
const page = await browser.newPage()
await page.goto(site.url)
await page.waitForFunction(() => 'latency' in window)
console.log('| engine | median ms |\n|---|---|')
for (const [way, title, runs] of [
  ['instant', 'instant, SIMD kernel', 101],
  ['plain', 'instant, plain TypeScript', 101],
  ['off', 'ORT WASM', 101],
  ['any', 'ORT WebGPU, software adapter', 15],
] as const) {
  const median = await page.evaluate(({ way, runs }) => window.latency(way, runs), { way, runs })
  console.log(`| ${title} | ${median.toFixed(2)} |`)
}
await browser.close()
await site.close()
