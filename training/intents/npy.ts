import { TacitError, type Tensor } from '@tacit-rec/pack'

const MAGIC = '\x93NUMPY'

/** The supported NumPy types and their names in safetensors. */
const TYPES: Record<string, { dtype: 'F16' | 'F32' | 'F64'; bytes: number }> = {
  '<f2': { dtype: 'F16', bytes: 2 },
  '<f4': { dtype: 'F32', bytes: 4 },
  '<f8': { dtype: 'F64', bytes: 8 },
}

/**
 * Reads one array of floats as `numpy.save` writes it (formats 1 to 3, little-endian, C order).
 *
 * @param file name for errors
 * @throws TacitError `intents/npy` naming what is not supported and how to save it instead
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(bytes: Uint8Array, file: string): Tensor {
  const refuse = (what: string) =>
    new TacitError('intents/npy', `${file}: ${what}: save it with numpy.save as float32, C order`)
  if (bytes.length < 12 || latin1(bytes.subarray(0, 6)) !== MAGIC) throw refuse('not a .npy file')
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wide = bytes[6] > 1
  const start = (wide ? 12 : 10) + (wide ? words.getUint32(8, true) : words.getUint16(8, true))
  const header = latin1(bytes.subarray(wide ? 12 : 10, start))
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1]
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1]
  if (descr === undefined || sizes === undefined) throw refuse('invalid header')
  const type = TYPES[descr]
  if (!type) throw refuse(`dtype ${descr} is not supported`)
  if (/'fortran_order':\s*True/.test(header)) throw refuse('Fortran order is not supported')
  const shape = sizes.split(',').flatMap((size) => (size.trim() ? [Number(size)] : []))
  const count = shape.reduce((product, size) => product * size, 1)
  if (bytes.length - start !== count * type.bytes)
    throw refuse(
      `[${shape}] of ${descr} needs ${count * type.bytes} bytes, but has ${bytes.length - start}`,
    )
  const data = bytes.slice(start).buffer
  const views = { F16: Uint16Array, F32: Float32Array, F64: Float64Array }
  return { dtype: type.dtype, shape, data: new views[type.dtype](data) }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
