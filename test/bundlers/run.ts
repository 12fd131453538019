/**
 * `npm run test:bundlers`: installs the packed SDK beside each bundler, builds a page that asks for
 * ONNX Runtime, and ranks with it in Chromium. Prints a table; exits with 1 if a page does not rank.
 * Installs about 600 MB into `.tacit/bundlers`, once.
 *
 *   node test/bundlers/run.ts [NAME]
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright-core'
import { PUBLISHED, packWorkspace } from '../../scripts/published.ts'
import { launchChromium } from '../browser/chromium.ts'
import { startFaultyEdge } from '../browser/faulty-edge.ts'
import { serveStatic } from '../browser/static.ts'
import { workingPack } from '../pack/working-pack.ts'
import { BUNDLERS, type Bundler } from './builds.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const HOME = join(ROOT, '.tacit/bundlers')
const MAX_INSTALLED = 25_000_000
const only = process.argv[2]

function install(): void {
  mkdirSync(join(HOME, 'tarballs'), { recursive: true })
  const own = PUBLISHED.filter((name) => ['pack', 'engine', 'contribute', 'client'].includes(name))
  const tarballs = own.map((name) => packWorkspace(name, join(HOME, 'tarballs')))
  const versions = JSON.parse(readFileSync(join(import.meta.dirname, 'versions.json'), 'utf8'))
  const sdk = join(HOME, 'sdk')
  rmSync(sdk, { recursive: true, force: true })
  for (const [folder, dependencies] of [
    [sdk, {}],
    [HOME, versions],
  ] as const) {
    mkdirSync(folder, { recursive: true })
    const named = { name: 'site', private: true, type: 'module', dependencies }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(named))
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
    execFileSync('npm', [...args, ...tarballs], { cwd: folder, stdio: 'inherit' })
  }
  const installed = sizeOf(join(sdk, 'node_modules'))
  console.log(`npm install @tacit-rec/client: ${(installed / 1e6).toFixed(1)} MB`)
  if (installed > MAX_INSTALLED) throw new Error(`more than ${MAX_INSTALLED} bytes`)
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0)
}

async function ranks(browser: Browser, folder: string, edge: string): Promise<string> {
  const site = await serveStatic(async (path) => {
    if (path === '/edge.js') return `window.EDGE = ${JSON.stringify(edge)}`
    return readFile(join(folder, path))
  })
  const page = await browser.newPage()
  try {
    // Parcel and Next build pages of their own, which load no edge.js.
    await page.addInitScript(`window.EDGE = ${JSON.stringify(edge)}`)
    await page.goto(`${site.url}/index.html`)
    await page.waitForFunction(() => 'tacit' in window)
    return await page.evaluate(async () => {
      window.tacit.track('view', 'item-1')
      const { engine, code, reason = '', items } = await window.tacit.recommend()
      const { place } = await window.tacit.report()
      return `${engine} in the ${place}, ${items.length} items, ${code} ${reason}`
    })
  } finally {
    await page.close()
    site.close()
  }
}

async function check(bundler: Bundler, browser: Browser, edge: string): Promise<boolean> {
  const folder = join(HOME, 'sites', bundler.name.replaceAll(/\W+/g, '-'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  execFileSync('cp', ['-al', join(HOME, 'node_modules'), join(folder, 'node_modules')])
  try {
    const found = await ranks(browser, await bundler.build(folder), edge)
    console.log(`| ${bundler.name} | ${bundler.assets} | ${found} |`)
    return found.startsWith('ort-wasm in the worker, 10 items, ok')
  } catch (error) {
    const {
      message,
      stdout = '',
      stderr = '',
    } = error as Error & Record<'stdout' | 'stderr', string>
    console.log(`| ${bundler.name} | ${bundler.assets} | failed: ${message} |\n${stdout}${stderr}`)
    return false
  } finally {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  }
}

if (!only || !existsSync(join(HOME, 'node_modules'))) install()
const edge = await startFaultyEdge(await workingPack())
const browser = await launchChromium()
console.log('| bundler | files | a page |\n|---|---|---|')
let failed = 0
for (const bundler of BUNDLERS.filter(({ name }) => !only || name.includes(only)))
  if (!(await check(bundler, browser, edge.url))) failed++
await browser.close()
edge.close()
process.exitCode = failed > 0 ? 1 : 0
