import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { type Archive, openArchive } from '../data/index.ts'
import { errorCode } from '../files.ts'
import { Crawler } from '../sources/index.ts'

const MAX_BYTES = 50e6
const TIMEOUT_MS = 30_000
const PAUSE_MS = 1000

/** Where the pictures of items are. */
export interface Pictures {
  /** Whether an address is on the web, where it costs a request. */
  isRemote(address: string): boolean
  /** @throws an error whose message says why there is no such picture */
  read(address: string): Promise<Uint8Array>
  close(): void
}

/**
 * Opens pictures by address: `http(s)` addresses are fetched as a polite visitor, others are paths
 * within a folder or names within a zip archive.
 *
 * @param place folder or archive of the pictures
 * @param delay seconds between two requests to one host
 * @throws TacitError `images/place` if the place is not there
 */
export async function openPictures(
  place: string,
  delay: number,
  signal?: AbortSignal,
): Promise<Pictures> {
  const options = { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS, pauseMs: PAUSE_MS, signal }
  const crawler = new Crawler(delay, options)
  const archive = (await isFile(place)) ? await openArchive(place) : null
  const isRemote = (address: string) => /^https?:\/\//i.test(address)
  return {
    isRemote,
    async read(address) {
      if (isRemote(address)) return (await crawler.page(address)).body
      return archive ? fromArchive(archive, address) : fromFolder(place, address)
    },
    close: () => archive?.close(),
  }
}

/** The folder of DATA, in which its pictures are looked for. */
export async function folderOf(data: string): Promise<string> {
  return (await isFile(data)) ? dirname(resolve(data)) : data
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
    throw new TacitError(
      'images/place',
      `${path} does not exist: give the folder or zip file of the pictures with --pictures`,
    )
  }
}

async function fromArchive(archive: Archive, address: string): Promise<Uint8Array> {
  const name = address.replace(/^\.?\//, '')
  const bytes = await archive.read(name)
  if (!bytes) throw new Error('not in the archive')
  return bytes
}

async function fromFolder(folder: string, address: string): Promise<Uint8Array> {
  const path = join(folder, address)
  // A feed of somebody else must not choose files of this machine.
  if (relative(resolve(folder), resolve(path)).startsWith('..')) throw new Error('outside DATA')
  try {
    return await readFile(path)
  } catch (error) {
    throw new Error(errorCode(error) === 'ENOENT' ? 'no such file' : 'cannot be read', {
      cause: error,
    })
  }
}
