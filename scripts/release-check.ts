/**
 * `npm run release:check`: knip (is anything unused?), the budgets of `npm run sizes`, then packs every
 * published workspace as npm would and holds the tarballs to publint (does package.json match the
 * files?) and to Are The Types Wrong (does TypeScript resolve the exports?).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PUBLISHED, packWorkspace } from './published.ts'
import { checkSizes } from './sizes.ts'

const root = resolve(import.meta.dirname, '..')
const tarballs = mkdtempSync(join(tmpdir(), 'tacit-release-'))
const run = (...command: string[]) =>
  execFileSync('npx', ['--no-install', ...command], { cwd: root, stdio: 'inherit' })
try {
  run('knip')
  await checkSizes()
  for (const name of PUBLISHED) {
    const tarball = packWorkspace(name, tarballs)
    run('publint', 'run', tarball, '--strict')
    // The command's package has bins and nothing to import.
    // `score.wasm` is no module that TypeScript knows.
    const skipped = ['--exclude-entrypoints', 'score.wasm']
    if (name !== 'tacit-rec')
      run('attw', tarball, '--profile', 'esm-only', ...(name === 'engine' ? skipped : []))
  }
} finally {
  rmSync(tarballs, { recursive: true, force: true })
}
