import { TacitError } from './errors.ts'
import { isRecord, isText, show } from './guards.ts'
import { parseJson, reasonOf } from './json.ts'

/** The typed array of each dtype. F16 stays raw, in 16-bit words. */
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

/** Element types by their safetensors names. */
export type DType = keyof typeof VIEWS

/** The typed array of a dtype. */
export type TensorData<D extends DType = DType> = (typeof VIEWS)[D]['prototype']

/** A dense row-major tensor. */
export interface Tensor<D extends DType = DType> {
  dtype: D
  shape: number[]
  data: TensorData<D>
}

/** Max bytes of a header, as in the reference implementation. */
const MAX_HEADER = 100_000_000

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, raw little-endian tensors.
 * Checks every length, offset and shape before it touches the data. Tensors are views of `bytes`,
 * or copies where the alignment requires it. Assumes a little-endian platform, as WebAssembly is.
 *
 * @param file name for errors
 * @throws {TacitError} `pack/safetensors`
 * @see https://huggingface.co/docs/safetensors
 */
export function readSafetensors(bytes: Uint8Array, file = 'safetensors'): Map<string, Tensor> {
  try {
    return read(bytes)
  } catch (cause) {
    throw inFile(cause, file)
  }
}

/**
 * Reads the metadata that {@link writeSafetensors} stored beside the tensors; `{}` if none.
 *
 * @param file name for errors
 * @throws {TacitError} `pack/safetensors`
 */
export function readSafetensorsMetadata(
  bytes: Uint8Array,
  file = 'safetensors',
): Record<string, string> {
  try {
    const metadata = readHeader(bytes).header.__metadata__ ?? {}
    if (isTextRecord(metadata)) return metadata
    throw new Flaw('__metadata__ must be a record of strings')
  } catch (cause) {
    throw inFile(cause, file)
  }
}

/** Turns a flaw into an error that names the file; passes any other error through. */
function inFile(cause: unknown, file: string): unknown {
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
      throw new Flaw(`${show(name)} begins at ${from}, but the previous tensor ends at ${end}`)
    }
    end = to
  }
  if (end !== room) throw new Flaw(`has ${room} bytes of data, but the header describes ${end}`)
  return tensors
}

/**
 * Writes a safetensors file. Equal tensors give equal bytes: wide types first, which aligns every
 * tensor, then by name; the header is padded to 8 bytes.
 *
 * @throws {TacitError} `pack/safetensors` when a shape does not match its data
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
        `[pack] tensor ${show(name)}: shape [${shape}] of ${dtype} takes ${bytes} bytes, ` +
          `but the data has ${data.byteLength}`,
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

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.byteLength < 8) throw new Flaw(`${bytes.byteLength} bytes is too short for a header`)
  const words = new DataView(bytes.buffer, bytes.byteOffset, 8)
  const length = words.getBigUint64(0, true)
  if (length > MAX_HEADER || Number(length) > bytes.byteLength - 8) {
    throw new Flaw(`a header of ${length} bytes does not fit a file of ${bytes.byteLength}`)
  }
  const start = 8 + Number(length)
  let header: unknown
  try {
    header = parseJson(bytes.subarray(8, start))
  } catch (cause) {
    throw new Flaw(`the header is not JSON (${reasonOf(cause)})`)
  }
  if (!isRecord(header)) throw new Flaw('the header is not an object')
  return { header, start }
}

function readEntry(name: string, entry: unknown, room: number) {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {}
  if (!isDType(dtype)) {
    throw new Flaw(`${show(name)}: dtype ${show(dtype)} must be one of ${Object.keys(VIEWS)}`)
  }
  if (!isCounts(shape)) {
    throw new Flaw(`${show(name)}: shape ${show(shape)} must be a list of whole numbers ≥ 0`)
  }
  if (!isCounts(offsets) || offsets.length !== 2) {
    throw new Flaw(`${show(name)}: offsets ${show(offsets)} must be two whole numbers ≥ 0`)
  }
  const [from, to] = offsets
  if (from > to || to > room) {
    throw new Flaw(`${show(name)}: offsets ${from}..${to} exceed the ${room} bytes of data`)
  }
  const needed = elements(shape) * width(dtype)
  if (to - from !== needed) {
    throw new Flaw(`${show(name)}: shape [${shape}] needs ${needed} bytes, not ${to - from}`)
  }
  return { dtype, shape, from, to }
}

function view(dtype: DType, bytes: Uint8Array, from: number, length: number): TensorData {
  const View = VIEWS[dtype]
  const size = View.BYTES_PER_ELEMENT
  const at = bytes.byteOffset + from
  if (at % size === 0) return new View(bytes.buffer as ArrayBuffer, at, length / size)
  return new View(bytes.slice(from, from + length).buffer)
}

function isDType(value: unknown): value is DType {
  return isText(value) && Object.hasOwn(VIEWS, value)
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return isRecord(value) && Object.values(value).every(isText)
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

/** What is wrong with a file whose name the code at hand does not know. */
class Flaw extends Error {}
