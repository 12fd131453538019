import { TacitError } from '@tacit-rec/pack'
import { type Published, publishPack } from '../export/index.ts'
import type { ProgressOptions } from './options.ts'

export interface PublishOptions extends ProgressOptions {
  /** Folder of the pack. */
  pack: string
  /** The edge's address, for its catalogue `default`; or …/v1/c/CATALOGUE. */
  to: string
  /** Value of the edge's ADMIN_TOKEN secret. */
  token: string
}

/** The address of the catalogue, the sequence, and the names of the files that were sent. */
export type PublishResult = Published

/**
 * Uploads a pack to an edge and makes it current. The pack is verified first; visitors get the old
 * pack until every file of the new one is there.
 *
 * @throws TacitError `publish/…` with the edge's answer and the remedy
 * @example
 * await publish({ pack: 'pack', to: 'https://edge.example', token: process.env.TACIT_TOKEN! })
 */
export async function publish({
  pack,
  to,
  token,
  progress,
}: PublishOptions): Promise<PublishResult> {
  if (!token)
    throw new TacitError(
      'publish/token',
      "TACIT_TOKEN is not set: set it to the value of the edge's ADMIN_TOKEN secret",
    )
  return publishPack(pack, to, token, progress)
}
