/**
 * Builds the SDK into `worker/assets/tacit/`, which a deployed edge serves under `/tacit/`. wrangler
 * runs it before a deployment (`[build]` in wrangler.toml).
 */
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const assets = resolve(root, 'worker/assets/tacit')

// A local edge serves what was built last: it starts often, and beside tests that use the SDK.
if (process.env.WRANGLER_COMMAND !== 'dev') {
  execFileSync(process.execPath, ['client/build.ts'], { cwd: root, stdio: 'inherit' })
  rmSync(assets, { recursive: true, force: true })
  cpSync(resolve(root, 'client/dist/browser'), assets, { recursive: true })
}
