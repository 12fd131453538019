import { TacitError } from './errors.ts'
import { LIMITS } from './manifest.ts'
import { type DType, readSafetensors, type Tensor, type TensorData } from './safetensors.ts'

/** Takes typed, shaped and finite tables out of one safetensors file. */
export interface TableReader {
  /** @param shape expected sizes; -1 takes any. @throws {TacitError} `pack/<file>` */
  tensor<D extends DType>(name: string, dtype: D, shape: number[]): Tensor<D>
  /** A float table whose values are finite and within `[least, most]`. */
  floats(name: string, shape: number[], least?: number, most?: number): Float32Array
}

/** @param file the file's role, which errors name */
export function tableReader(file: string, bytes: Uint8Array): TableReader {
  const tensors = readSafetensors(bytes, file)

  function tensor<D extends DType>(name: string, dtype: D, shape: number[]): Tensor<D> {
    const found = tensors.get(name)
    if (!found) throw refuse(file, `tensor ${name} is missing`)
    const fits =
      found.dtype === dtype &&
      found.shape.length === shape.length &&
      shape.every((size, axis) => size === -1 || size === found.shape[axis])
    if (!fits) {
      throw refuse(
        file,
        `${name} is ${found.dtype} [${found.shape}] where the manifest asks for ` +
          `${dtype} [${shape.map((size) => (size === -1 ? '*' : size))}]`,
      )
    }
    return found as Tensor<D>
  }

  function floats(
    name: string,
    shape: number[],
    least: number = -LIMITS.magnitude,
    most: number = LIMITS.magnitude,
  ): Float32Array {
    const { data } = tensor(name, 'F32', shape)
    for (let n = 0; n < data.length; n++) {
      // Written so that NaN fails too.
      if (!(data[n] >= least && data[n] <= most)) {
        throw refuse(file, `${name}[${n}] = ${data[n]} is not within ${least}…${most}`)
      }
    }
    return data
  }

  return { tensor, floats }
}

/** A tensor to write. */
export function table<D extends DType>(dtype: D, shape: number[], data: TensorData<D>): Tensor<D> {
  return { dtype, shape, data }
}

/** The error for a file whose content does not fit. */
export function refuse(file: string, what: string): TacitError {
  return new TacitError(`pack/${file}`, `[pack] ${file}: ${what}: rebuild the pack`)
}
