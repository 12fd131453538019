import { readFile } from 'node:fs/promises'
import { readSafetensors, TacitError, type Tensor } from '@tacit-rec/pack'
import { type Dataset, idsInFile, type LoadOptions } from '../data/index.ts'
import { reasonOf } from '../files.ts'
import { type Csr, filterEntries } from '../sparse/index.ts'
import { readNpy } from './npy.ts'

/** A dense matrix, row-major. */
export interface Matrix {
  rows: number
  cols: number
  data: Float32Array
}

/** Files of text vectors for a teacher. */
export interface TextFiles {
  /** `--text-items`: row r belongs to row r of the items file. */
  items: string
  /** `--text-users`: row r belongs to row r of the users file. */
  users?: string
}

/** Vectors of users [U,width] and items [N,width] in the dataset's order. */
export interface OrderedVectors {
  width: number
  users: Float32Array
  items: Float32Array
}

/** One modality of the items, such as their texts or pictures: vectors in the dataset's order. */
export interface ItemVectors {
  name: string
  width: number
  /** [N,width]; a row of zeros: the item lacks the modality. */
  items: Float32Array
}

/** The name of the modality that `--text-items` gives. */
export const TEXT_MODALITY = 'text'

const MAX_MODALITIES = 8

/**
 * Reads `--vectors NAME=FILE`, each file in the order of the rows of DATA's items file.
 *
 * @throws TacitError `intents/vectors` naming file or name, value and remedy
 */
export async function loadModalities(
  path: string | readonly string[],
  options: LoadOptions,
  { items }: Pick<Dataset, 'items'>,
  files: Readonly<Record<string, string>>,
): Promise<ItemVectors[]> {
  const named = Object.entries(files)
  if (named.length > MAX_MODALITIES)
    throw refuse('--vectors', `${named.length} modalities`, `give ${MAX_MODALITIES} at most`)
  const loaded: ItemVectors[] = []
  for (const [name, file] of named) {
    if (!/^[a-z][a-z0-9-]*$/.test(name))
      throw refuse(
        `--vectors ${name}=${file}`,
        `"${name}" is no name`,
        'use lower-case letters, digits and -',
      )
    const matrix = await readMatrix(file)
    const ordered = await inOrder(path, options, 'items', file, matrix, items)
    loaded.push({ name, width: matrix.cols, items: ordered })
  }
  return loaded
}

/**
 * Reads text vectors, whose rows follow DATA's items and users files, in the dataset's order. Items
 * and users without a row get a vector of zeros. Without a file of users a user's vector is the
 * mean of their fitted items' vectors, zeros without fitted items.
 *
 * @param path DATA
 * @param fitted users × items, binary
 * @throws TacitError `intents/vectors` naming file, value and remedy
 */
export async function loadVectors(
  path: string | readonly string[],
  options: LoadOptions,
  dataset: Pick<Dataset, 'items' | 'users'>,
  fitted: Csr,
  files: TextFiles,
): Promise<OrderedVectors> {
  const items = await readMatrix(files.items)
  const ordered = await inOrder(path, options, 'items', files.items, items, dataset.items)
  if (!files.users)
    return { width: items.cols, items: ordered, users: userMeans(fitted, ordered, items.cols) }
  const users = await readMatrix(files.users)
  if (users.cols !== items.cols)
    throw refuse(
      files.users,
      `${users.cols} columns, but ${files.items} has ${items.cols}`,
      'use the same text model for both',
    )
  const ofUsers = await inOrder(path, options, 'users', files.users, users, dataset.users)
  return { width: items.cols, items: ordered, users: ofUsers }
}

/**
 * Reads a matrix of float16, float32 or float64 from a `.npy` or safetensors file. Of several
 * tensors it takes the one named `vectors`, otherwise the only one of rank 2.
 *
 * @throws TacitError `intents/vectors` for a wrong rank or type, or a value that is not finite
 */
export async function readMatrix(file: string): Promise<Matrix> {
  const tensor = tensorOf(file, await bytesOf(file))
  const [rows, cols] = tensor.shape
  if (tensor.shape.length !== 2 || cols === 0)
    throw refuse(file, `shape [${tensor.shape}]`, 'give one row of numbers per item or user')
  const data = floats(file, tensor)
  const bad = data.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0)
    throw refuse(
      file,
      `row ${Math.floor(bad / cols)}, column ${bad % cols} is ${data[bad]}`,
      'every value must be finite',
    )
  return { rows, cols, data }
}

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(file))
  } catch (error) {
    throw refuse(file, `cannot be read (${reasonOf(error)})`, 'check the path')
  }
}

function tensorOf(file: string, bytes: Uint8Array): Tensor {
  if (file.endsWith('.npy')) return readNpy(bytes, file)
  const tensors = readSafetensors(bytes, file)
  const named = tensors.get('vectors')
  if (named) return named
  const flat = [...tensors].filter(([, { shape }]) => shape.length === 2)
  if (flat.length === 1) return flat[0][1]
  const found = [...tensors].map(([name, { shape }]) => `${name} [${shape}]`).join(', ')
  throw refuse(
    file,
    `no tensor "vectors", and ${flat.length} tensors of rank 2 (found: ${found || 'none'})`,
    'rename the right one to "vectors"',
  )
}

function floats(file: string, { dtype, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  if (data instanceof Float64Array) return Float32Array.from(data)
  if (dtype === 'F16' && data instanceof Uint16Array) return Float32Array.from(data, half)
  throw refuse(file, `dtype ${dtype}`, 'save the numbers as float16, float32 or float64')
}

/** A float16 from its bits (IEEE 754); Node 22 has no Float16Array. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

async function inOrder(
  path: string | readonly string[],
  options: LoadOptions,
  role: 'items' | 'users',
  file: string,
  { rows, cols, data }: Matrix,
  ids: readonly string[],
): Promise<Float32Array> {
  const listed = await idsInFile(path, role, options)
  if (!listed)
    throw refuse(
      file,
      `${path} has no ${role} file to match its rows to`,
      `add ${role}.csv with a column id`,
    )
  if (rows !== listed.ids.length)
    throw refuse(
      file,
      `${rows} rows, but ${listed.path} has ${listed.ids.length}`,
      'the rows must match one to one',
    )
  const rowOf = new Map(listed.ids.map((id, row) => [id, row]))
  const out = new Float32Array(ids.length * cols)
  for (const [n, id] of ids.entries()) {
    const row = rowOf.get(id)
    if (row !== undefined) out.set(data.subarray(row * cols, (row + 1) * cols), n * cols)
  }
  return out
}

/** Mean over each user's fitted items, [U,cols]. */
export function userMeans(x: Csr, items: Float32Array, cols: number): Float32Array {
  const out = new Float32Array(x.rows * cols)
  for (let u = 0; u < x.rows; u++) {
    const count = x.offsets[u + 1] - x.offsets[u]
    for (let e = x.offsets[u]; e < x.offsets[u + 1]; e++)
      for (let c = 0; c < cols; c++) out[u * cols + c] += items[x.index[e] * cols + c] / count
  }
  return out
}

/** As {@link userMeans}, over the items that have the modality; zeros without any. */
export function meansOfPresent(x: Csr, { items, width }: ItemVectors): Float32Array {
  const has = Uint8Array.from({ length: x.cols }, (_, i) =>
    Number(items.subarray(i * width, (i + 1) * width).some((value) => value !== 0)),
  )
  return userMeans(
    filterEntries(x, (e) => has[x.index[e]] === 1),
    items,
    width,
  )
}

function refuse(file: string, what: string, remedy: string): TacitError {
  return new TacitError('intents/vectors', `${file}: ${what}: ${remedy}`)
}
