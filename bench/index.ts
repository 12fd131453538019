/** `npm run bench -- NAME`: runs one of the measurements in this folder; without a name lists them. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [name = '', ...args] = process.argv.slice(2)
const file = join(import.meta.dirname, `${name}.ts`)
if (name && existsSync(file)) {
  process.exitCode = spawnSync(process.execPath, [file, ...args], { stdio: 'inherit' }).status ?? 1
} else {
  const names = readdirSync(import.meta.dirname).filter(isMeasurement)
  const list = names.map((one) => one.replace('.ts', '')).join(', ')
  console.error(name ? `bench "${name}" does not exist: choose ${list}` : `choose ${list}`)
  process.exitCode = 2
}

/** A file that documents its own command, as measurements do and their helpers do not. */
function isMeasurement(name: string): boolean {
  if (!name.endsWith('.ts') || name === 'index.ts') return false
  return readFileSync(join(import.meta.dirname, name), 'utf8').includes(`node bench/${name}`)
}
