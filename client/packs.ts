import {
  type FetchFile,
  type FileEntry,
  isExpired,
  type LoadedPack,
  openPack,
  verifyFile,
} from '@tacit-rec/pack'
import type { PackCache, Platform } from './platform.ts'

/** An open pack and its origin. */
export interface Opened {
  pack: LoadedPack
  /** True if the edge failed, or if its pack was refused. */
  fromCache: boolean
  /** Why it came from the cache. */
  reason?: string
}

/** Equal requests for everybody: no cookie, no referrer. */
const ANONYMOUS: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', mode: 'cors' }

/**
 * Opens the current pack: the manifest from the edge, its files from the Cache API or the edge, all
 * verified. If the edge fails or its pack is invalid, opens the last verified pack instead.
 *
 * @param base …/v1/c/NAME
 * @throws if there is no earlier pack either
 */
export async function openCurrent(
  base: string,
  { fetch, openCache }: Pick<Platform, 'fetch' | 'openCache'>,
): Promise<Opened> {
  const cache = await openCache()
  const before = await readManifest(await cache?.match(`${base}/manifest`))
  let reason: string
  try {
    const response = await fetch(`${base}/manifest`, ANONYMOUS)
    if (!response.ok) throw new Error(`the edge answered ${response.status}`)
    const manifest: unknown = await response.json()
    if (sequenceOf(before) > sequenceOf(manifest)) throw new Error('the edge gave an older pack')
    const pack = await openFrom(manifest, base, fetch, cache)
    if (isExpired(pack.manifest, Date.now())) throw new Error('the edge gave an expired pack')
    await remember(pack, base, cache)
    return { pack, fromCache: false }
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  if (!before) throw new Error(reason)
  return { pack: await openFrom(before, base, fetch, cache), fromCache: true, reason }
}

function openFrom(
  manifest: unknown,
  base: string,
  fetch: Platform['fetch'],
  cache: PackCache | null,
): Promise<LoadedPack> {
  // One file after another: an observer of the network sees the same order for everybody.
  let previous: Promise<unknown> = Promise.resolve()
  const inTurn: FetchFile = (name, _, entry) => {
    const bytes = previous.then(() => fetchFile(name, entry))
    previous = bytes.catch(() => {})
    return bytes
  }
  return openPack(manifest, inTurn, { all: true })

  async function fetchFile(name: string, entry: FileEntry): Promise<Uint8Array> {
    const url = `${base}/files/${name}`
    const cached = await cache?.match(url)
    if (cached) {
      const bytes = new Uint8Array(await cached.arrayBuffer())
      if (await isIntact(entry, bytes)) return bytes
    }
    const response = await fetch(url, ANONYMOUS)
    if (!response.ok) throw new Error(`${name}: the edge answered ${response.status}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    await verifyFile(entry, bytes)
    // If the disk is full, the next visit fetches the file again.
    await cache?.put(url, new Response(bytes)).catch(() => {})
    return bytes
  }
}

async function isIntact(entry: FileEntry, bytes: Uint8Array): Promise<boolean> {
  try {
    await verifyFile(entry, bytes)
    return true
  } catch {
    return false
  }
}

/** Caches a verified manifest and deletes the files that it does not list. */
async function remember(
  { manifest }: LoadedPack,
  base: string,
  cache: PackCache | null,
): Promise<void> {
  if (!cache) return
  try {
    await cache.put(`${base}/manifest`, new Response(JSON.stringify(manifest)))
    const listed = new Set(manifest.files.map(({ name }) => `${base}/files/${name}`))
    for (const { url } of await cache.keys())
      if (url.startsWith(`${base}/files/`) && !listed.has(url)) await cache.delete(url)
  } catch {
    // If the disk is full, the next visit fetches again.
  }
}

async function readManifest(response: Response | undefined): Promise<unknown> {
  try {
    return await response?.json()
  } catch {
    return undefined
  }
}

/** The sequence of a manifest that is not validated yet; 0 if it has none. */
function sequenceOf(manifest: unknown): number {
  if (typeof manifest !== 'object' || manifest === null || !('sequence' in manifest)) return 0
  return typeof manifest.sequence === 'number' ? manifest.sequence : 0
}
