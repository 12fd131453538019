import { resolve } from 'node:path'
import { TacitError, writeSafetensors } from '@tacit-rec/pack'
import { idsInFile } from '../data/index.ts'
import { placeFile } from '../files.ts'
import {
  type Encoded,
  encodePictures,
  folderOf,
  openEncoder,
  openPictures,
} from '../images/index.ts'
import { Cache, reduceVectors } from '../intents/index.ts'
import { silent } from '../progress.ts'
import { readDataset } from './dataset.ts'
import { type DataOptions, DEFAULTS, type ProgressOptions } from './options.ts'

export interface ImagesOptions extends DataOptions, ProgressOptions {
  /** Folder of the vision model. */
  model: string
  /** File of the vectors, `.safetensors`. */
  out: string
  /** Folder or zip archive of the pictures. Default: the folder of DATA. */
  pictures?: string
  /** Numbers of a vector after the reduction. Default 64. */
  width?: number
  /** Seconds between two requests to one host. Default 0.2; a longer `Crawl-delay` wins. */
  delay?: number
  /** Pictures at a time. Default 2. */
  concurrency?: number
  /** Folder of the vectors of pictures that were encoded before. Default `.tacit/images`. */
  cache?: string
  seed?: number
  signal?: AbortSignal
}

export interface ImagesResult {
  out: string
  /** Rows of the items file, and of the vectors. */
  items: number
  encoded: number
  /** Items without a picture. */
  missing: number
  /** Pictures that could not be used, by reason. */
  broken: Record<string, number>
  width: number
  seconds: number
}

/**
 * Encodes the items' pictures by a vision model in a local folder, reduced to a few numbers by a
 * principal component analysis. Row r of `out` belongs to row r of the items file, as `--vectors`
 * reads it; a row of zeros to an item without a picture that can be used.
 *
 * @throws TacitError `images/none` if no item has a picture, or none can be used; `images/model`,
 *   `images/library`, `images/place`
 * @example
 * await images({ data: 'shop', model: 'efficientnet-lite0', out: 'images.safetensors' })
 */
export async function images(options: ImagesOptions): Promise<ImagesResult> {
  const began = performance.now()
  const { data, model, progress = silent, signal } = options
  const { width = 64, delay = 0.2, concurrency = 2, cache: kept = '.tacit/images' } = options
  const { seed = DEFAULTS.seed } = options
  const out = resolve(options.out)
  if (!out.endsWith('.safetensors'))
    throw new TacitError('images/out', `--out ${options.out}: name a file ending in .safetensors`)
  const encoder = await openEncoder(model, 1)
  const cache = new Cache(kept)
  try {
    const addresses = await addressesOf(options)
    const known = addresses.filter((address) => address !== null).length
    if (known === 0) throw nothing(data, 'no item has a picture', 'name the column by --map image=')
    const pictures = await openPictures(options.pictures ?? (await placeOf(data)), delay, signal)
    let encoded: Encoded
    try {
      encoded = await encodePictures(addresses, { encoder, pictures, cache, concurrency, progress })
    } finally {
      pictures.close()
    }
    const { vectors, broken } = encoded
    for (const [reason, count] of broken) progress.note(`${count} pictures: ${reason}`)
    const usable = vectors.filter((vector) => vector !== null)
    if (usable.length === 0)
      throw nothing(
        data,
        `none of ${known} pictures can be used`,
        'name their folder by --pictures',
      )
    const [rows, cols] = [vectors.length, usable[0].length]
    const raw = new Float32Array(rows * cols)
    for (const [row, vector] of vectors.entries()) if (vector) raw.set(vector, row * cols)
    const columns = Math.min(width, cols, usable.length - 1 || 1)
    const reduced = reduceVectors([{ rows, cols, data: raw }], columns, seed)
    const tensor = { dtype: 'F32' as const, shape: [rows, columns], data: reduced }
    await placeFile(out, writeSafetensors({ vectors: tensor }))
    const seconds = (performance.now() - began) / 1000
    progress.note(`wrote ${out} in ${seconds.toFixed(1)} s`)
    return {
      out,
      items: rows,
      encoded: usable.length,
      missing: rows - known,
      broken: Object.fromEntries(broken),
      width: columns,
      seconds,
    }
  } finally {
    cache.close()
    await encoder.dispose()
  }
}

/** The picture of each row of the items file; null without one. */
async function addressesOf(options: ImagesOptions): Promise<(string | null)[]> {
  const { data, progress = silent } = options
  const { items, catalogue } = await readDataset(options, progress)
  const listed = await idsInFile(data, 'items', options)
  if (!listed) throw nothing(data, 'there is no items file', 'add items.csv with columns id, image')
  const image = new Map(items.map((id, row) => [id, catalogue.image?.[row] ?? null]))
  return listed.ids.map((id) => image.get(id) ?? null)
}

function placeOf(data: DataOptions['data']): Promise<string> {
  return folderOf(typeof data === 'string' ? data : data[0])
}

function nothing(data: DataOptions['data'], what: string, remedy: string): TacitError {
  return new TacitError('images/none', `${String(data)}: ${what}: ${remedy}`)
}
