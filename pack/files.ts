import { gunzip } from './gzip.ts'
import { verifyFile } from './hash.ts'
import { readJson } from './json.ts'
import { type FileEntry, filesOf, type Manifest } from './manifest.ts'
import type { Role } from './names.ts'

/** Fetches the bytes of one file. A valid file has exactly `entry.bytes` bytes. */
export type FetchFile = (name: string, signal: AbortSignal, entry: FileEntry) => Promise<Uint8Array>

/** The verified and decompressed files of a pack, by role. */
export interface PackFiles {
  /** All files of a role, in the order of their parts. */
  all(role: Role): Promise<Uint8Array[]>
  /** The file of a role that every pack has. */
  one(role: Role): Promise<Uint8Array>
  /** The file of a role, or null without one. */
  maybe(role: Role): Promise<Uint8Array | null>
  /** The JSON object in the file of a role, or null without one. */
  json(role: Role): Promise<Record<string, unknown> | null>
}

/** Fetches one file and checks its length and hash. @throws {TacitError} `pack/size`, `pack/hash` */
export async function fetchVerified(
  entry: FileEntry,
  fetchFile: FetchFile,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const bytes = await fetchFile(entry.name, signal, entry)
  await verifyFile(entry, bytes)
  return bytes
}

/** @param read the verified bytes of a file */
export function packFiles(
  manifest: Pick<Manifest, 'files'>,
  read: (entry: FileEntry) => Promise<Uint8Array>,
): PackFiles {
  const all = (role: Role) =>
    Promise.all(
      filesOf(manifest, role).map(async (entry) => {
        const bytes = await read(entry)
        return entry.name.endsWith('.gz') ? gunzip(role, bytes, entry.decoded!) : bytes
      }),
    )
  const maybe = async (role: Role) => (await all(role))[0] ?? null
  return {
    all,
    maybe,
    one: async (role) => (await all(role))[0],
    async json(role) {
      const bytes = await maybe(role)
      return bytes && readJson(role, bytes)
    },
  }
}
