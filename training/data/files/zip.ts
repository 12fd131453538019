import { crc32 } from 'node:zlib'
import { TacitError } from '@tacit-rec/pack'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { readFault } from './faults.ts'

/** Names of the files in a zip archive, without folders and the leftovers of macOS. */
export async function entriesOf(path: string): Promise<string[]> {
  const zip = await opened(path)
  const names: string[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      if (/^__MACOSX\/|\/$/.test(entry.fileName)) continue
      if (entry.fileName === '[Content_Types].xml') {
        throw new TacitError('data/format', `${path}: is an Excel or Word file: save it as CSV`)
      }
      names.push(entry.fileName)
    }
  } catch (error) {
    throw readFault(path, error)
  } finally {
    zip.close()
  }
  return names
}

/** The bytes of one file in a zip archive. */
export async function openEntry(path: string, name: string): Promise<AsyncIterable<Buffer>> {
  const zip = await opened(path)
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== name) continue
      if (entry.isEncrypted()) {
        throw new TacitError('data/unreadable', `${path}: has a password: unpack it first`)
      }
      return checked(zip, entry, path)
    }
  } catch (error) {
    zip.close()
    throw error
  }
  zip.close()
  throw new TacitError('data/missing-file', `${path}: has no file ${name}`)
}

/** A zip archive of which any file can be read at any time. */
export interface Archive {
  /** The bytes of a file; null if there is none of that name. */
  read(name: string): Promise<Uint8Array | null>
  close(): void
}

/** @throws TacitError `data/cut-off`, or what reading throws */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await opened(path)
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  return {
    async read(name) {
      const entry = entries.get(name)
      if (!entry) return null
      const parts: Buffer[] = []
      for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part)
      return Buffer.concat(parts)
    },
    close: () => zip.close(),
  }
}

/** yauzl checks sizes, not checksums. */
async function* checked(zip: ZipFile, entry: Entry, path: string): AsyncGenerator<Buffer> {
  let sum = 0
  try {
    for await (const bytes of await zip.openReadStreamPromise(entry)) {
      sum = crc32(bytes, sum)
      yield bytes
    }
    if (sum !== entry.crc32) {
      throw new TacitError(
        'data/unreadable',
        `${path}: ${entry.fileName} is damaged: copy or download the zip file again`,
      )
    }
  } finally {
    zip.close()
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== undefined) throw readFault(path, error)
    // yauzl looks for the directory of a zip file at its end.
    const cut = /end of central directory/i.test(message)
    throw new TacitError(
      'data/cut-off',
      `${path}: the zip file ${cut ? 'was cut off' : 'is damaged'}: copy or download it again`,
    )
  }
}
