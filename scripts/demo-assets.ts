/**
 * Builds the SDK and the shop into `demo/dist/`, which the demo's Worker serves. wrangler runs it
 * before a deployment (`[build]` in demo/wrangler.toml).
 */
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')

// `npm start` builds the shop itself, once for each change.
if (process.env.WRANGLER_COMMAND !== 'dev')
  for (const room of ['client', 'demo'])
    execFileSync('npm', ['run', 'build'], { cwd: resolve(root, room), stdio: 'inherit' })
