import { readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Stored } from './bytes.ts'
import { readFault, statOf } from './faults.ts'
import { type Named, roleOf } from './roles.ts'
import { standardInput } from './stdin.ts'
import { entriesOf } from './zip.ts'

/** Files that belong to no data set. */
const NO_DATA =
  /^[._]|^(readme|license|licence|copying|citation|changelog|notice|authors)\b|\.(md|rst|pdf|html?|docx?|png|jpe?g|gif|svg|webp|py|ipynb|sh|pl|js|ts|sql|ya?ml|toml|log|npy|npz|sqlite|safetensors|pt|onnx|crc|sha\d*|md5|lock)$|^(manifest|config|package)\.json$/i
/** What packs, runs and programs have in their folders. */
const NO_FOLDER = /^(manifest|config|intents|package)\.json$/
const MAX_FILES = 10_000
const MAX_DEPTH = 4

/** A file that may hold data, with the role that its name tells. */
export interface Found extends Named {
  stored: Stored
  /** Folders and name below DATA. */
  steps: string[]
  /** Why it cannot be opened. */
  fault?: TacitError
}

/** All files with data at a path: itself, the files of a folder, the entries of an archive. */
export async function filesAt(path: string): Promise<Found[]> {
  if (path === '-') return [found(await standardInput(), [], 'stdin')]
  const folder = basename(resolve(path))
  if (!statOf(path).isDirectory()) {
    const own = { path, file: path }
    return unzipped(own, [], folder)
  }
  const all: Found[] = []
  const walk = async (at: string, steps: string[]): Promise<void> => {
    for (const entry of entriesAt(at)) {
      const inner = join(at, entry.name)
      const below = [...steps, entry.name]
      if (NO_DATA.test(entry.name) || all.length > MAX_FILES) continue
      if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(inner))) {
        const own =
          below.length <= MAX_DEPTH && !entriesAt(inner).some(({ name }) => NO_FOLDER.test(name))
        if (own && entry.name !== 'node_modules') await walk(inner, below)
      } else all.push(...(await foundAt({ path: inner, file: inner }, below, folder)))
    }
  }
  await walk(path, [])
  return all
}

/** A file of a folder. One that cannot be opened is in nobody's way, unless it is needed. */
async function foundAt(stored: Stored, steps: string[], folder: string): Promise<Found[]> {
  try {
    return await unzipped(stored, steps, folder)
  } catch (error) {
    if (!(error instanceof TacitError)) throw error
    return [{ ...found(stored, steps, folder), role: null, fault: error }]
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function entriesAt(path: string) {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw readFault(path, error)
  }
}

async function unzipped(stored: Stored, steps: string[], folder: string): Promise<Found[]> {
  if (!(await isZip(stored.file))) return [found(stored, steps, folder)]
  const entries = (await entriesOf(stored.file)).filter(
    (name) => !name.split('/').some((step) => NO_DATA.test(step)),
  )
  return entries.map((entry) => {
    const inner = { path: `${stored.path}/${entry}`, file: stored.file, entry }
    if (entries.length === 1) return found(inner, steps.length > 0 ? [...steps, entry] : [], folder)
    return found(inner, [...steps, ...entry.split('/')], folder)
  })
}

function found(stored: Stored, steps: string[], folder: string): Found {
  const named = roleOf(
    steps.length > 0 ? steps : [basename(stored.path)],
    steps.length > 0 ? folder : '',
  )
  return { stored, steps, ...named }
}

async function isZip(file: string): Promise<boolean> {
  try {
    const handle = await open(file)
    try {
      const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0)
      return buffer.toString('latin1') === 'PK\x03\x04'
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw readFault(file, error)
  }
}
