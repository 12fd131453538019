/**
 * Builds a workspace for publishing (`prepack`, run in its folder): JavaScript and declarations of
 * its sources into `dist/`, with the files beside them that are read at run time. Node strips no
 * types inside node_modules, so published packages are built; development runs the sources.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = process.cwd()
const name = basename(folder)
const built = join(root, '.tacit', 'build', name)
const RUN_TIME = /\.(sql|wasm|json)$|(^|\/)prompts\/[^/]+\.md$|^assets\/.*\.html$/
const NOT_OURS = /(^|\/)((dist|node_modules|local|assets\/tacit)\/|(package|tsconfig)\.json$)/
const SHIPPED = /\.(js|d\.ts)$/

rmSync(join(folder, 'dist'), { recursive: true, force: true })
rmSync(built, { recursive: true, force: true })
execFileSync('npx', ['tsc', '-b', folder], { cwd: root, stdio: 'inherit' })
copy(built, SHIPPED)
copy(folder, RUN_TIME)

function copy(from: string, wanted: RegExp): void {
  for (const path of readdirSync(from, { recursive: true, encoding: 'utf8' }))
    if (wanted.test(path) && !NOT_OURS.test(path))
      cpSync(join(from, path), join(folder, 'dist', path))
}
