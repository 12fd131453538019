/**
 * Builds a workspace for publishing (`prepack`, run in its folder): JavaScript and declarations of
 * its sources into `dist/`, with the files beside them that are read at run time. Node strips no
 * types inside node_modules, so what is published is built; development runs the sources.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const folder = process.cwd()
const name = basename(folder)
const built = join(root, '.tacit', 'build')
const RUN_TIME = /\.(sql|wasm|json)$/

rmSync(join(folder, 'dist'), { recursive: true, force: true })
execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
cpSync(join(built, name), join(folder, 'dist'), { recursive: true })
cpSync(folder, join(folder, 'dist'), {
  recursive: true,
  filter(source) {
    const path = relative(folder, source)
    if (/(^|\/)(dist|node_modules|local)(\/|$)/.test(path)) return false
    if (path === 'package.json' || /tsconfig.*\.json$/.test(path)) return false
    return !/\.\w+$/.test(path) || RUN_TIME.test(path)
  },
})
