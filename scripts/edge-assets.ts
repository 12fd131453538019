/**
 * Builds what a deployed edge serves beside the Worker: the SDK under `/tacit/`, `/openapi.json` and
 * `/reference/`. wrangler runs it before a deployment (`[build]` in wrangler.toml).
 */
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const assets = resolve(root, 'worker/assets/tacit')

// A local edge serves what was built last: it starts often, and beside tests that use the SDK.
if (process.env.WRANGLER_COMMAND !== 'dev') {
  for (const script of ['scripts/openapi/index.ts', 'client/build.ts'])
    execFileSync(process.execPath, [script], { cwd: root, stdio: 'inherit' })
  rmSync(assets, { recursive: true, force: true })
  cpSync(resolve(root, 'client/dist/browser'), assets, { recursive: true })
}
