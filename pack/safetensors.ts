import { TacitError } from './errors.ts'

/** The views behind safetensors' dtypes; F16 stays raw in 16-bit words. */
const VIEWS = {
  F64: Float64Array,
  I64: BigInt64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  F16: Uint16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const

/** Element types by safetensors' names. */
export type DType = keyof typeof VIEWS

interface Arrays {
  F64: Float64Array
  I64: BigInt64Array
  F32: Float32Array
  I32: Int32Array
  U32: Uint32Array
  F16: Uint16Array
  U16: Uint16Array
  I8: Int8Array
  U8: Uint8Array
}

/** The typed array that holds a dtype. */
export type TensorData<D extends DType = DType> = Arrays[D]

/** A dense row-major tensor; `data` is a typed array of that dtype (F16: a Uint16Array). */
export interface Tensor<D extends DType = DType> {
  dtype: D
  shape: number[]
  data: TensorData<D>
}

/** Longest header that is read; the bound of the reference implementation. */
const LONGEST_HEADER = 100_000_000

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, raw little-endian tensors.
 * Every length, offset and shape is checked before a byte of data is touched. Tensors are views of
 * `bytes`, or copies where the alignment asks for one. (All platforms we run on are little-endian,
 * as WebAssembly is.)
 *
 * @param file what errors call it
 * @throws {TacitError} `pack/safetensors`
 * @see https://huggingface.co/docs/safetensors
 */
export function readSafetensors(bytes: Uint8Array, file = 'safetensors'): Map<string, Tensor> {
  try {
    return read(bytes)
  } catch (cause) {
    throw named(cause, file)
  }
}

/**
 * The texts that {@link writeSafetensors} was given beside the tensors; none: an empty record.
 *
 * @param file what errors call it
 * @throws {TacitError} `pack/safetensors`
 */
export function readSafetensorsMetadata(
  bytes: Uint8Array,
  file = 'safetensors',
): Record<string, string> {
  try {
    const metadata = (readHeader(bytes).header as Record<string, unknown>).__metadata__ ?? {}
    if (typeof metadata === 'object' && Object.values(metadata).every((v) => typeof v === 'string'))
      return metadata as Record<string, string>
    throw refuse('__metadata__ is not a record of texts')
  } catch (cause) {
    throw named(cause, file)
  }
}

/** A flaw as an error that names the file; anything else as it is. */
function named(cause: unknown, file: string): unknown {
  if (!(cause instanceof Flaw)) return cause
  return new TacitError('pack/safetensors', `[pack] ${file}: ${cause.message}: build it again`)
}

function read(bytes: Uint8Array): Map<string, Tensor> {
  const { header, start } = readHeader(bytes)
  const room = bytes.byteLength - start
  const spans: { name: string; from: number; to: number }[] = []
  const tensors = new Map<string, Tensor>()
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue
    const { dtype, shape, from, to } = readEntry(name, entry, room)
    spans.push({ name, from, to })
    tensors.set(name, { dtype, shape, data: view(dtype, bytes, start + from, to - from) })
  }
  spans.sort((a, b) => a.from - b.from || a.to - b.to)
  let end = 0
  for (const { name, from, to } of spans) {
    if (from !== end) {
      throw refuse(`${quote(name)} begins at ${from} and the tensor before it ends at ${end}`)
    }
    end = to
  }
  if (end !== room) throw refuse(`${room} bytes of data where the header accounts for ${end}`)
  return tensors
}

/**
 * Writes a safetensors file. The same tensors give the same bytes: wide types first, so that every
 * tensor is aligned, and names in order within a width; the header is padded to 8 bytes.
 *
 * @throws {TacitError} `pack/safetensors` when a shape does not fit its data
 */
export function writeSafetensors(
  tensors: Record<string, Tensor>,
  metadata?: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const order = Object.entries(tensors).sort(
    ([a, x], [b, y]) => width(y.dtype) - width(x.dtype) || (a < b ? -1 : 1),
  )
  const header: [string, unknown][] = metadata ? [['__metadata__', metadata]] : []
  let end = 0
  for (const [name, { dtype, shape, data }] of order) {
    const bytes = elements(shape) * width(dtype)
    if (bytes !== data.byteLength) {
      throw new TacitError(
        'pack/safetensors',
        `[pack] tensor ${quote(name)}: shape [${shape}] of ${dtype} takes ${bytes} bytes, ` +
          `not the ${data.byteLength} given`,
      )
    }
    header.push([name, { dtype, shape, data_offsets: [end, end + bytes] }])
    end += bytes
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const start = 8 + Math.ceil(json.length / 8) * 8
  const out = new Uint8Array(start + end)
  out.fill(0x20, 8, start)
  out.set(json, 8)
  new DataView(out.buffer).setBigUint64(0, BigInt(start - 8), true)
  let at = start
  for (const [, { data }] of order) {
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return out
}

function readHeader(bytes: Uint8Array): { header: object; start: number } {
  if (bytes.byteLength < 8) throw refuse(`${bytes.byteLength} bytes is too short for a header`)
  const words = new DataView(bytes.buffer, bytes.byteOffset, 8)
  const length = words.getBigUint64(0, true)
  if (length > LONGEST_HEADER || Number(length) > bytes.byteLength - 8) {
    throw refuse(`a header of ${length} bytes does not fit a file of ${bytes.byteLength}`)
  }
  const start = 8 + Number(length)
  let header: unknown
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start))
    header = JSON.parse(text)
  } catch (cause) {
    throw refuse(`the header is not JSON (${(cause as Error).message.slice(0, 200)})`)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw refuse('the header is not an object')
  }
  return { header, start }
}

function readEntry(name: string, entry: unknown, room: number) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>
  if (typeof dtype !== 'string' || !Object.hasOwn(VIEWS, dtype)) {
    throw refuse(`${quote(name)}: dtype ${quote(dtype)} is not one of ${Object.keys(VIEWS)}`)
  }
  if (!isCounts(shape)) throw refuse(`${quote(name)}: shape ${quote(shape)} is not counts`)
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw refuse(`${quote(name)}: offsets ${quote(offsets)} are not two counts`)
  }
  const [from, to] = offsets
  if (from > to || to > room) {
    throw refuse(`${quote(name)}: offsets ${from}..${to} leave the ${room} bytes of data`)
  }
  const needed = elements(shape) * width(dtype as DType)
  if (to - from !== needed) {
    throw refuse(`${quote(name)}: shape [${shape}] needs ${needed} bytes, not ${to - from}`)
  }
  return { dtype: dtype as DType, shape, from, to }
}

function view(dtype: DType, bytes: Uint8Array, from: number, length: number): TensorData {
  const View = VIEWS[dtype]
  const size = View.BYTES_PER_ELEMENT
  const at = bytes.byteOffset + from
  if (at % size === 0) return new View(bytes.buffer as ArrayBuffer, at, length / size)
  return new View(bytes.slice(from, from + length).buffer)
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= 8 &&
    value.every((entry) => Number.isSafeInteger(entry) && entry >= 0)
  )
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function width(dtype: DType): number {
  return VIEWS[dtype].BYTES_PER_ELEMENT
}

function quote(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 100)
}

/** What is wrong, before it is known in which file. */
class Flaw extends Error {}

function refuse(what: string): Flaw {
  return new Flaw(what)
}
