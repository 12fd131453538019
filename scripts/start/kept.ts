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

/** Folders that steps write; their content does not count as input. */
const OUTPUTS = new Set(['dist', 'node_modules', '.tacit'])

/** SHA-256 over folders: relative paths and contents, without {@link OUTPUTS}. */
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
          .some((step) => OUTPUTS.has(step)),
    )
    .sort()
}

/** The key that each step last ran with, in one JSON file. */
export interface Kept {
  /** Whether a step's output exists and was made with the same key. */
  isDone(step: string, key: string, output: string): boolean
  done(step: string, key: string): void
  /** To call before a step: an interrupted one must not count as done. */
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
    // Missing or damaged: every step runs again.
    return {}
  }
}
