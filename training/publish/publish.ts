import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { TacitError } from '@tacit-rec/pack'
import * as v from 'valibot'
import { readPackFolder } from '../export/index.ts'
import { type Progress, silent } from '../progress.ts'
import { assertEdge, catalogueUrl, type EdgeClient, edgeClient } from './edge.ts'
import { assertNoFall } from './guards.ts'
import {
  assertSigned,
  keyidsOf,
  nextManifest,
  nextSequence,
  promoteManifest,
  type SigningOptions,
} from './next.ts'
import { FactsSchema, type Live, missingFiles, readStored } from './stored.ts'

export interface PublishRequest extends SigningOptions {
  /** Folder of the pack. */
  folder: string
  /** An origin, for its catalogue `default`, or …/v1/c/NAME. */
  to: string
  /** The edge's ADMIN_TOKEN, or a key of the catalogue. */
  token: string
  /** `upload` sends files and makes nothing live; `promote` sends none. Default: both. */
  only?: 'upload' | 'promote'
}

export interface Published {
  /** The catalogue's address, …/v1/c/NAME. */
  url: string
  /** Of what is live now. */
  sequence: number
  /** Names of the files sent; the others were there already. */
  uploaded: string[]
  /** Whether the pack was live before. */
  unchanged: boolean
  /** Whether the manifest is signed. */
  signed: boolean
}

/**
 * Uploads a pack to an edge and makes it live: first the missing files, then the manifest, so that
 * visitors never get a part of a pack. The pack is verified before anything is sent. A second run
 * finishes what a first one began, and finds nothing to do where that one had ended.
 *
 * @throws TacitError `publish/…` with the edge's message (RFC 9457) and a remedy
 */
export async function publishPack(
  { folder, to, token, only, ...signing }: PublishRequest,
  progress: Progress = silent,
): Promise<Published> {
  const url = catalogueUrl(to)
  const edge = edgeClient(url, token)
  const { pack, files, manifest } = await readPackFolder(folder)
  const own: object = JSON.parse(new TextDecoder().decode(manifest))
  await assertEdge(url)
  const stored = await readStored(edge)
  const { live } = stored
  const signed = signing.keys.length > 0
  if (live && (await isLive(own, live, signing))) {
    progress.note(`${url}: this pack is live already, as sequence ${live.sequence}`)
    return { url, sequence: live.sequence, uploaded: [], unchanged: true, signed }
  }
  if (live && !signing.force) assertNoFall(v.parse(FactsSchema, own), live.manifest)
  assertSigned(live, signing)

  const missing = missingFiles(pack.manifest, stored)
  if (only === 'promote' && missing.length > 0)
    throw new TacitError(
      'publish/missing',
      `${missing.length} files are not stored at ${url}, or about to be deleted: upload them first, ` +
        'with tacit publish --upload-only',
    )
  const task = progress.task(`publishing ${pack.manifest.name}`, missing.length + 1)
  for (const [done, name] of missing.entries()) {
    task.update(done, name)
    await upload(edge, name, files.get(name)!)
  }
  const sequence = await nextSequence(pack.manifest.sequence, live, signing.keys)
  if (only !== 'upload')
    await promoteManifest(edge, nextManifest(own, sequence, live, signing), sequence, signing)
  task.update(missing.length + 1)
  const uploadedOnly = only === 'upload' ? ', nothing promoted' : `, sequence ${sequence}`
  task.end(`${missing.length} files sent${uploadedOnly}`)
  const result = { url, uploaded: missing, unchanged: false, signed }
  return { ...result, sequence: only === 'upload' ? (live?.sequence ?? 0) : sequence }
}

async function upload(edge: EdgeClient, name: string, body: Uint8Array<ArrayBuffer>) {
  const digest = createHash('sha256').update(body).digest('base64')
  const headers = {
    'content-type': 'application/octet-stream',
    // With it, the edge streams the body and lets its store check the hash.
    'content-digest': `sha-256=:${digest}:`,
  }
  await edge.send(`/admin/files/${name}`, `upload ${name}`, { method: 'PUT', headers, body })
}

/** Fields of a manifest that depend on when and how it was published. */
const OF_PUBLISHING = ['sequence', 'previous', 'expires', 'rollout']

/** Whether a folder's pack is what is live, signed by the same keys and rolled out alike. */
async function isLive(
  own: object,
  live: Live,
  { keys, share, expiresIn }: SigningOptions,
): Promise<boolean> {
  const without = (manifest: object) =>
    Object.fromEntries(Object.entries(manifest).filter(([key]) => !OF_PUBLISHING.includes(key)))
  const { rollout, expires } = live.manifest as { rollout?: { share: number }; expires?: string }
  return (
    isDeepStrictEqual(without(own), without(live.manifest)) &&
    isDeepStrictEqual([...live.keys].sort(), (await keyidsOf(keys)).sort()) &&
    rollout?.share === share &&
    (expires !== undefined) === (expiresIn !== undefined || 'expires' in own)
  )
}
