import { readEnvelope } from '@tacit-rec/pack'
import pQueue from 'p-queue'
import * as v from 'valibot'
import { type Progress, silent } from '../progress.ts'
import { assertEdge, catalogueUrl, edgeClient } from './edge.ts'
import { type Facts, FactsSchema, readArchived, readStored, type Stored } from './stored.ts'

/** Requests at a time. */
const CONCURRENCY = 4

export interface GcRequest {
  to: string
  token: string
  /** Number of the newest manifests that are kept. */
  keep: number
  /** What was live or uploaded in the last so many hours is kept too. */
  hours: number
  /** Says what would be deleted, and deletes nothing. */
  dryRun: boolean
}

export interface Collected {
  url: string
  /** Names of the deleted manifests and files. */
  manifests: string[]
  files: string[]
  /** Bytes of the deleted files. */
  bytes: number
  /** Number of manifests and files that stay. */
  kept: { manifests: number; files: number }
  dryRun: boolean
}

/** What a gc deletes: everything else stays. */
export interface Garbage {
  manifests: string[]
  files: Stored['files']
}

/**
 * Deletes manifests that were superseded long ago, then files that no kept manifest lists. Killed at
 * any moment it has deleted garbage only, and the next run finds the rest.
 */
export async function collectGarbage(
  { to, token, keep, hours, dryRun }: GcRequest,
  progress: Progress = silent,
): Promise<Collected> {
  const url = catalogueUrl(to)
  const edge = edgeClient(url, token)
  await assertEdge(url)
  const stored = await readStored(edge)
  const names = keptManifests(stored, keep, hours)
  // One that cannot be read stops the run: nobody knows what it lists.
  const lists = await Promise.all(
    names.map(async (name) => manifestOf(await readArchived(edge, name)).files),
  )
  const reachable = lists.flat().map(({ name }) => name)
  const garbage = findGarbage(stored, names, reachable, hours)
  const total = garbage.manifests.length + garbage.files.length
  const task = progress.task(dryRun ? 'looking for garbage' : 'deleting garbage', total)
  let done = 0
  const remove = async (paths: readonly string[]) => {
    const queue = new pQueue({ concurrency: CONCURRENCY })
    const each = (path: string) => async () => {
      await edge.send(`/admin/${path}`, `delete ${path}`, { method: 'DELETE' })
      task.update(++done, path)
    }
    await queue.addAll(paths.map(each))
  }
  if (!dryRun) {
    // A manifest never outlives its files.
    await remove(garbage.manifests.map((name) => `manifests/${name}`))
    await remove(garbage.files.map(({ name }) => `files/${name}`))
  }
  const bytes = garbage.files.reduce((sum, file) => sum + file.bytes, 0)
  task.end(`${total} objects, ${bytes} bytes`)
  return {
    url,
    manifests: garbage.manifests,
    files: garbage.files.map(({ name }) => name),
    bytes,
    kept: {
      manifests: stored.manifests.length - garbage.manifests.length,
      files: stored.files.length - garbage.files.length,
    },
    dryRun,
  }
}

/**
 * The newest manifests, and those that were live in the last hours: a cache may still serve them. A
 * manifest is superseded when the next one was stored.
 */
export function keptManifests({ manifests, now }: Stored, keep: number, hours: number): string[] {
  const oldest = now - hours * 3_600_000
  return manifests
    .filter((_, at) => {
      const next = manifests[at + 1]
      return at >= manifests.length - keep || !next || Date.parse(next.uploaded) >= oldest
    })
    .map(({ name }) => name)
}

/** @param reachable names of the files that kept manifests list */
export function findGarbage(
  { manifests, files, live, now }: Stored,
  kept: readonly string[],
  reachable: readonly string[],
  hours: number,
): Garbage {
  const names = new Set([...reachable, ...(live?.manifest.files ?? []).map(({ name }) => name)])
  const oldest = now - hours * 3_600_000
  return {
    manifests: manifests.map(({ name }) => name).filter((name) => !kept.includes(name)),
    files: files.filter(({ name, uploaded }) => !names.has(name) && Date.parse(uploaded) < oldest),
  }
}

/** Of a stored manifest, bare or in an envelope. */
export function manifestOf(stored: Uint8Array<ArrayBuffer>): Facts {
  const json: object = JSON.parse(new TextDecoder().decode(stored))
  if (!('payloadType' in json)) return v.parse(FactsSchema, json)
  const { manifest } = readEnvelope(stored)
  return v.parse(FactsSchema, JSON.parse(new TextDecoder().decode(manifest)))
}
