import { createHash } from 'node:crypto'
import PQueue from 'p-queue'
import { errorMessage } from '../files.ts'
import { type Cache, cacheKey } from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import { type ImageEncoder, openEncoder } from './encoder.ts'
import { folderOf, openPictures, type Pictures } from './pictures.ts'

export { folderOf, type ImageEncoder, openEncoder, openPictures, type Pictures }

/** Vectors of pictures, in the order of the addresses. */
export interface Encoded {
  /** Null: there is no picture, or it could not be used. */
  vectors: (Float32Array | null)[]
  /** How many pictures could not be used, by reason. */
  broken: Map<string, number>
}

interface EncodeOptions {
  encoder: ImageEncoder
  pictures: Pictures
  cache: Cache
  /** Pictures at a time. */
  concurrency: number
  progress: Progress
}

/**
 * Encodes pictures. Vectors are kept: those of the web by address, those on disk by content, so that
 * a run that was interrupted resumes, and a second one asks no server again.
 *
 * @param addresses null: an item without a picture
 */
export async function encodePictures(
  addresses: readonly (string | null)[],
  { encoder, pictures, cache, concurrency, progress }: EncodeOptions,
): Promise<Encoded> {
  const vectors: Encoded['vectors'] = addresses.map(() => null)
  const broken: Encoded['broken'] = new Map()
  const task = progress.task('encoding pictures', addresses.length)
  const queue = new PQueue({ concurrency })
  let done = 0

  async function vectorOf(address: string): Promise<Float32Array> {
    const remote = pictures.isRemote(address)
    const bytes = remote ? null : await pictures.read(address)
    const key = cacheKey('picture', encoder.id, bytes ? hashOf(bytes) : address)
    const answer = await cache.getOrMake(key, async () => {
      const vector = await encoder.encode(bytes ?? (await pictures.read(address)))
      return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64')
    })
    const stored = Buffer.from(answer, 'base64')
    return new Float32Array(new Uint8Array(stored).buffer)
  }

  await queue.addAll(
    addresses.map((address, row) => async () => {
      if (address !== null)
        try {
          vectors[row] = await vectorOf(address)
        } catch (error) {
          const reason = errorMessage(error)
          broken.set(reason, (broken.get(reason) ?? 0) + 1)
        }
      task.update(++done)
    }),
  )
  task.end()
  return { vectors, broken }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
