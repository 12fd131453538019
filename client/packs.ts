import type { FileEntry, LoadedPack } from '@tacit-rec/pack'
import type * as Core from './core.ts'

/** A pack, and how it was had. */
export interface Opened {
  pack: LoadedPack
  /** True where the edge could not be asked, or what it gave was refused. */
  fromCache: boolean
  /** Why. */
  reason?: string
}

const CACHE = 'tacit-packs'
/** The same request for everybody: no cookie, no referrer. */
const ANONYMOUS: RequestInit = { credentials: 'omit', referrerPolicy: 'no-referrer', mode: 'cors' }

/**
 * Opens the current pack: the manifest from the edge, files from the Cache API or the edge, all
 * verified. What the edge gives is refused whole when anything does not fit, and then, as when
 * there is no network, the last verified pack ranks on.
 *
 * @param base …/v1/c/NAME
 * @throws when there is neither
 */
export async function openCurrent(core: typeof Core, base: string): Promise<Opened> {
  const cache = await openCache()
  const before = await readManifest(await cache?.match(`${base}/manifest`))
  let reason: string
  try {
    const response = await fetch(`${base}/manifest`, ANONYMOUS)
    if (!response.ok) throw new Error(`the edge answered ${response.status}`)
    const manifest: unknown = await response.json()
    if (sequenceOf(before) > sequenceOf(manifest)) throw new Error('the edge gave an older pack')
    const pack = await open(core, manifest, base, cache)
    if (core.isExpired(pack.manifest, Date.now())) throw new Error('the edge gave an expired pack')
    await remember(cache, base, pack)
    return { pack, fromCache: false }
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error)
  }
  if (!before) throw new Error(reason)
  return { pack: await open(core, before, base, cache), fromCache: true, reason }
}

function open(
  { openPack, verifyFile }: typeof Core,
  manifest: unknown,
  base: string,
  cache: Cache | null,
): Promise<LoadedPack> {
  // One after another: what a listener sees is the same, in the same order, for everybody.
  let turn: Promise<unknown> = Promise.resolve()
  return openPack(manifest, (name, _, entry) => {
    const bytes = turn.then(() => fetchFile(name, entry))
    turn = bytes.catch(() => {})
    return bytes
  })

  async function fetchFile(name: string, entry: FileEntry): Promise<Uint8Array> {
    const url = `${base}/files/${name}`
    const kept = await cache?.match(url)
    if (kept) {
      const bytes = new Uint8Array(await kept.arrayBuffer())
      const intact = await verifyFile(entry, bytes).then(
        () => true,
        () => false,
      )
      if (intact) return bytes
    }
    const response = await fetch(url, ANONYMOUS)
    if (!response.ok) throw new Error(`${name}: the edge answered ${response.status}`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    await verifyFile(entry, bytes)
    // A full disk costs the next visit a download, nothing else.
    await cache?.put(url, new Response(bytes)).catch(() => {})
    return bytes
  }
}

/** Keeps a verified manifest and drops the files that it does not name. */
async function remember(cache: Cache | null, base: string, { manifest }: LoadedPack) {
  if (!cache) return
  try {
    await cache.put(`${base}/manifest`, new Response(JSON.stringify(manifest)))
    const wanted = new Set(namesOf(manifest).map((name) => `${base}/files/${name}`))
    for (const { url } of await cache.keys())
      if (url.startsWith(`${base}/files/`) && !wanted.has(url)) await cache.delete(url)
  } catch {
    // As above: what could not be kept is fetched again.
  }
}

async function openCache(): Promise<Cache | null> {
  try {
    return await caches.open(CACHE)
  } catch {
    return null
  }
}

async function readManifest(response: Response | undefined): Promise<unknown> {
  try {
    return await response?.json()
  } catch {
    return undefined
  }
}

function sequenceOf(manifest: unknown): number {
  const sequence = (manifest as { sequence?: unknown } | null | undefined)?.sequence
  return typeof sequence === 'number' ? sequence : 0
}

function namesOf(manifest: unknown): string[] {
  const files = (manifest as { files?: { name: string }[] } | null | undefined)?.files
  return Array.isArray(files) ? files.map((file) => file.name) : []
}
