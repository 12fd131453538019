import { invalidFile } from './errors.ts'
import { fromHalf } from './float16.ts'
import { LIMITS } from './manifest.ts'
import { type DType, readSafetensors, type Tensor, type TensorData } from './safetensors.ts'

/** Reads typed, shaped and finite tables from one safetensors file. */
export interface TableReader {
  /** @param shape expected sizes; -1 accepts any. @throws {TacitError} `pack/<file>` */
  tensor<D extends DType>(name: string, dtype: D, shape: number[]): Tensor<D>
  /** A float table whose values are finite and within `[min, max]`. */
  floats(name: string, shape: number[], min?: number, max?: number): Float32Array
  /** As `floats`, of a table of halves. */
  halves(name: string, shape: number[], min?: number, max?: number): Float32Array
}

/** @param file the file's role, for errors */
export function tableReader(file: string, bytes: Uint8Array): TableReader {
  const tensors = readSafetensors(bytes, file)

  function tensor<D extends DType>(name: string, dtype: D, shape: number[]): Tensor<D> {
    const tensor = tensors.get(name)
    if (!tensor) throw invalidFile(file, `tensor ${name} is missing`)
    const fits =
      tensor.shape.length === shape.length &&
      shape.every((size, axis) => size === -1 || size === tensor.shape[axis])
    if (hasType(tensor, dtype) && fits) return tensor
    throw invalidFile(
      file,
      `${name} is ${tensor.dtype} [${tensor.shape}], but the manifest requires ` +
        `${dtype} [${shape.map((size) => (size === -1 ? '*' : size))}]`,
    )
  }

  function floats(name: string, shape: number[], min?: number, max?: number): Float32Array {
    return within(name, tensor(name, 'F32', shape).data, min, max)
  }

  function halves(name: string, shape: number[], min?: number, max?: number): Float32Array {
    return within(name, Float32Array.from(tensor(name, 'F16', shape).data, fromHalf), min, max)
  }

  function within(
    name: string,
    data: Float32Array,
    min: number = -LIMITS.magnitude,
    max: number = LIMITS.magnitude,
  ): Float32Array {
    for (let n = 0; n < data.length; n++) {
      // Negated, so that NaN fails too.
      if (!(data[n] >= min && data[n] <= max)) {
        throw invalidFile(file, `${name}[${n}] = ${data[n]} is not within ${min}…${max}`)
      }
    }
    return data
  }

  return { tensor, floats, halves }
}

function hasType<D extends DType>(tensor: Tensor, dtype: D): tensor is Tensor<D> {
  return tensor.dtype === dtype
}

/** A tensor to write. */
export function table<D extends DType>(dtype: D, shape: number[], data: TensorData<D>): Tensor<D> {
  return { dtype, shape, data }
}
