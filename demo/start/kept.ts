import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'

/** Made by a step, so no part of what decides whether it runs again. */
const MADE = new Set(['dist', 'node_modules', '.tacit'])

/** SHA-256 of files, or of whole folders by relative path and content, without what builds leave. */
export function contentKey(...paths: string[]): string {
  const hash = createHash('sha256')
  for (const path of paths)
    for (const file of filesOf(path))
      hash.update(relative(path, file)).update('\0').update(readFileSync(file)).update('\0')
  return hash.digest('hex')
}

function filesOf(path: string): string[] {
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter(
      (file) =>
        !relative(path, file)
          .split(sep)
          .some((step) => MADE.has(step)),
    )
    .sort()
}

/** What each step was last done with, in one JSON file. */
export interface Kept {
  /** Whether a step's output is there and was made from the same. */
  isDone(step: string, key: string, output: string): boolean
  done(step: string, key: string): void
  /** Before a step begins: what it leaves half-done must not count. */
  undone(step: string): void
}

export function openKept(file: string): Kept {
  const keys: Record<string, string> = read(file)
  function write(): void {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`)
    renameSync(`${file}.new`, file)
  }
  return {
    isDone: (step, key, output) => keys[step] === key && existsSync(output),
    done(step, key) {
      keys[step] = key
      write()
    },
    undone(step) {
      delete keys[step]
      write()
    },
  }
}

function read(file: string): Record<string, string> {
  try {
    return { ...JSON.parse(readFileSync(file, 'utf8')) }
  } catch {
    // Missing or damaged: everything is made again.
    return {}
  }
}
