import { OPSET } from '@tacit-rec/pack'
import { Wire } from './wire.ts'

/** The version of the file format that came with opset 17 (ONNX 1.12). */
const IR_VERSION = 8

/** Field numbers and enum values below are those of onnx.proto3. */
const TYPES = { float32: 1, int32: 6, int64: 7 } as const
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const

export type TensorType = keyof typeof TYPES

/**
 * Operators that onnxruntime's WebGPU provider runs itself on float32 (and int32 indices), so that
 * nothing falls back to the CPU in silence. A graph that needs another one has to be checked there
 * first, with `session.disable_cpu_ep_fallback`.
 */
export type Operator =
  | 'Add'
  | 'Cast'
  | 'Div'
  | 'Exp'
  | 'Gather'
  | 'Gemm'
  | 'GreaterOrEqual'
  | 'Log'
  | 'MatMul'
  | 'Mul'
  | 'ReduceMax'
  | 'ReduceMean'
  | 'ReduceSum'
  | 'Relu'
  | 'Reshape'
  | 'Softmax'
  | 'Sqrt'
  | 'Sub'
  | 'Where'

/** Whole numbers and lists of them are written as ints; a `{ float }` as a float. */
export type Attribute = number | readonly number[] | { float: number }

/** Builds an ONNX model, node by node. Values are passed around by their names. */
export class OnnxGraph {
  readonly #name: string
  #nodes: Wire[] = []
  #initializers: Wire[] = []
  #inputs: Wire[] = []
  #outputs: Wire[] = []
  #count = 0

  constructor(name: string) {
    this.#name = name
  }

  /** An input of the model. A dimension that is a name is free. */
  input(name: string, type: TensorType, shape: readonly (number | string)[]): string {
    this.#inputs.push(valueInfo(name, type, shape))
    return name
  }

  /** Makes a value an output of the model. */
  output(name: string, shape: readonly (number | string)[]): void {
    this.#outputs.push(valueInfo(name, 'float32', shape))
  }

  /** A float32 tensor that is part of the model; shape [] is a scalar. */
  tensor(name: string, data: Float32Array, shape: readonly number[]): string {
    const size = shape.reduce((product, length) => product * length, 1)
    if (size !== data.length)
      throw new RangeError(`${name}: ${data.length} values do not fill [${shape.join(', ')}]`)
    return this.#initializer(name, 'float32', shape, data)
  }

  /** A float32 scalar. */
  scalar(name: string, value: number): string {
    return this.tensor(name, Float32Array.of(value), [])
  }

  /** An int64 list: axes and shapes. */
  list(name: string, values: readonly number[]): string {
    const data = BigInt64Array.from(values, BigInt)
    return this.#initializer(name, 'int64', [values.length], data)
  }

  /**
   * A node with one output.
   *
   * @param name of its output; numbered after the operator unless given
   * @returns that name
   */
  node(
    operator: Operator,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = `${operator}_${this.#count++}`,
  ): string {
    const node = new Wire()
    for (const input of inputs) node.text(1, input)
    node.text(2, name).text(3, `node_${name}`).text(4, operator)
    for (const [key, value] of Object.entries(attributes)) node.message(5, attribute(key, value))
    this.#nodes.push(node)
    return name
  }

  /** The model's bytes; the same calls give the same bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    const graph = new Wire()
    for (const node of this.#nodes) graph.message(1, node)
    graph.text(2, this.#name)
    for (const initializer of this.#initializers) graph.message(5, initializer)
    for (const input of this.#inputs) graph.message(11, input)
    for (const output of this.#outputs) graph.message(12, output)
    return new Wire()
      .int(1, IR_VERSION)
      .text(2, 'tacit')
      .message(7, graph)
      .message(8, new Wire().text(1, '').int(2, OPSET))
      .finish()
  }

  #initializer(
    name: string,
    type: TensorType,
    shape: readonly number[],
    data: Float32Array | BigInt64Array,
  ): string {
    const tensor = new Wire()
    for (const length of shape) tensor.int(1, length)
    const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    tensor.int(2, TYPES[type]).text(8, name).bytes(9, raw)
    this.#initializers.push(tensor)
    return name
  }
}

function valueInfo(name: string, type: TensorType, shape: readonly (number | string)[]): Wire {
  const dimensions = new Wire()
  for (const length of shape) {
    const dimension = new Wire()
    if (typeof length === 'number') dimension.int(1, length)
    else dimension.text(2, length)
    dimensions.message(1, dimension)
  }
  const tensor = new Wire().int(1, TYPES[type]).message(2, dimensions)
  return new Wire().text(1, name).message(2, new Wire().message(1, tensor))
}

function attribute(name: string, value: Attribute): Wire {
  const wire = new Wire().text(1, name)
  if (typeof value === 'number') return wire.int(3, value).int(20, ATTRIBUTE.int)
  if ('float' in value) return wire.float(2, value.float).int(20, ATTRIBUTE.float)
  for (const item of value) wire.int(8, item)
  return wire.int(20, ATTRIBUTE.ints)
}
