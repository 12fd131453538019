/**
 * Builds a workspace for publishing (`prepack`, run in its folder): JavaScript and declarations of
 * its sources into `dist/`, with the files beside them that are read at run time. Node strips no
 * types inside node_modules, so what is published is built; development runs the sources.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = process.cwd()
const name = basename(folder)
const built = join(root, '.tacit', 'build')
const RUN_TIME = /\.(sql|wasm|json)$|(^|\/)prompts\/[^/]+\.md$/

rmSync(join(folder, 'dist'), { recursive: true, force: true })
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
cpSync(join(built, name), join(folder, 'dist'), { recursive: true })
for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  const ours = !/(^|\/)(dist|node_modules|local|assets)\//.test(path) && path !== 'package.json'
  if (ours && RUN_TIME.test(path)) cpSync(join(folder, path), join(folder, 'dist', path))
}
