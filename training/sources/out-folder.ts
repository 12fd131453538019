import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { errorCode, reasonOf, UNFINISHED } from '../files.ts'

/** Marks a folder that an import wrote; hidden, so that no reader takes it for data. */
const MARK = '.tacit-import.json'

/** Everything that an import writes. */
export const FILES = { events: 'events.csv', items: 'items.jsonl' } as const
const OURS: readonly string[] = [MARK, ...Object.values(FILES)]

/** A folder that is filled under a temporary name and then takes the place of `path`. */
export class OutFolder {
  readonly path: string
  readonly temporary: string

  private constructor(path: string, temporary: string) {
    this.path = path
    this.temporary = temporary
  }

  /** @throws TacitError `import/folder` if `out` holds anything but an earlier import */
  static async open(out: string): Promise<OutFolder> {
    const path = resolve(out)
    await assertFree(out)
    try {
      await mkdir(dirname(path), { recursive: true })
      const prefix = join(dirname(path), `.${basename(path)}${UNFINISHED}-`)
      return new OutFolder(path, await mkdtemp(prefix))
    } catch (error) {
      throw new TacitError(
        'import/folder',
        `--out ${out}: cannot make this folder (${reasonOf(error)}): choose another one`,
      )
    }
  }

  /** Replaces the earlier import. A crash between the two renames leaves the new one complete. */
  async place(about: object): Promise<void> {
    await writeFile(join(this.temporary, MARK), `${JSON.stringify(about)}\n`, { flush: true })
    await assertFree(this.path)
    const old = `${this.temporary}-old`
    await renameIfThere(this.path, old)
    await rename(this.temporary, this.path)
    await rm(old, { recursive: true, force: true })
  }

  async discard(): Promise<void> {
    await rm(this.temporary, { recursive: true, force: true })
  }
}

async function assertFree(out: string): Promise<void> {
  let entries: string[]
  try {
    entries = await readdir(out)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return
    const why = errorCode(error) === 'ENOTDIR' ? 'is a file' : `cannot be read (${reasonOf(error)})`
    throw new TacitError('import/folder', `--out ${out}: ${why}: choose a folder`)
  }
  const stranger = entries.find((entry) => !OURS.includes(entry) || !entries.includes(MARK))
  if (stranger === undefined) return
  throw new TacitError(
    'import/folder',
    `--out ${out}: ${stranger} is there and no import wrote it: choose another folder, or move it`,
  )
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}
