import { assertEdge, catalogueUrl, edgeClient } from './edge.ts'
import { manifestOf } from './gc.ts'
import { readArchived, readStored } from './stored.ts'

/** Newest manifests that a listing shows. */
const MAX_SHOWN = 20

export interface PackListing {
  url: string
  /** Sequence of what is live; null: nothing is. */
  live: number | null
  /** Number of manifests, and the newest of them, newest first. */
  total: number
  packs: {
    sequence: number
    created: string
    promoted: string
    items: number
    bytes: number
    live: boolean
    /** Sequence whose files a roll-back made live again. */
    rollback?: number
  }[]
  /** Of all stored files. */
  files: { count: number; bytes: number }
}

/** Lists the packs of a catalogue, from its storage and never through a cache. */
export async function listPacks(to: string, token: string): Promise<PackListing> {
  const url = catalogueUrl(to)
  const edge = edgeClient(url, token)
  await assertEdge(url)
  const { live, manifests, files } = await readStored(edge)
  const newest = manifests.slice(-MAX_SHOWN).reverse()
  const packs = await Promise.all(
    newest.map(async ({ name, uploaded }) => {
      const manifest = manifestOf(await readArchived(edge, name))
      const { sequence } = manifest
      return {
        sequence,
        created: manifest.created,
        promoted: uploaded,
        items: manifest.items,
        bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
        live: sequence === live?.sequence && manifest.created === live.manifest.created,
        ...(manifest.rollback && { rollback: manifest.rollback.to }),
      }
    }),
  )
  return {
    url,
    live: live?.sequence ?? null,
    total: manifests.length,
    packs,
    files: { count: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) },
  }
}
