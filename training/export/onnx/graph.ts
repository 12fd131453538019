import { OPSET } from '@tacit-rec/pack'
import type { onnx } from 'onnx-proto'

/** The version of the file format that came with opset 17 (ONNX 1.12). */
const IR_VERSION = 8

// Enum values of onnx.proto3: the library that names them is loaded only to encode a model.
const TYPES = { float32: 1, int32: 6, int64: 7 } as const
const ATTRIBUTE = { int: 2, text: 3, ints: 7 } as const

export type TensorType = keyof typeof TYPES

/**
 * Operators that onnxruntime's WebGPU provider runs itself on float32 (and int32 indices), so that
 * nothing falls back to the CPU silently. Before you add one, check it there with
 * `session.disable_cpu_ep_fallback`.
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

/** Operators of models that run on the CPU only. */
export type CpuOperator = 'Concat' | 'GRU' | 'LayerNormalization'

/** An integer, a list of them, or a text. */
export type Attribute = number | string | readonly number[]

/** Builds an ONNX model, node by node. Values are passed around by their names. */
export class OnnxGraph {
  readonly #name: string
  #nodes: onnx.INodeProto[] = []
  #initializers: onnx.ITensorProto[] = []
  #inputs: onnx.IValueInfoProto[] = []
  #outputs: onnx.IValueInfoProto[] = []
  #count = 0

  constructor(name: string) {
    this.#name = name
  }

  /** An input of the model. A dimension given as a name may have any length. */
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
   * A node with one output, the first of those that its operator has.
   *
   * @param name of its output; default: the operator and a number
   * @returns that name
   */
  node(
    operator: Operator | CpuOperator,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    name = `${operator}_${this.#count++}`,
  ): string {
    this.#nodes.push({
      input: [...inputs],
      output: [name],
      name: `node_${name}`,
      opType: operator,
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    })
    return name
  }

  /** The encoded model. The same calls give the same bytes. */
  async encode(): Promise<Uint8Array<ArrayBuffer>> {
    const { onnx } = (await import('onnx-proto')).default
    const bytes = onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: 'tacit',
      graph: {
        node: this.#nodes,
        name: this.#name,
        initializer: this.#initializers,
        input: this.#inputs,
        output: this.#outputs,
      },
      opsetImport: [{ domain: '', version: OPSET }],
    }).finish()
    // A copy: the library's bytes may lie in a buffer that Node shares.
    return Uint8Array.from(bytes)
  }

  #initializer(
    name: string,
    type: TensorType,
    shape: readonly number[],
    data: Float32Array | BigInt64Array,
  ): string {
    const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    this.#initializers.push({ dims: [...shape], dataType: TYPES[type], name, rawData })
    return name
  }
}

function valueInfo(
  name: string,
  type: TensorType,
  shape: readonly (number | string)[],
): onnx.IValueInfoProto {
  const dim = shape.map((length) =>
    typeof length === 'number' ? { dimValue: length } : { dimParam: length },
  )
  return { name, type: { tensorType: { elemType: TYPES[type], shape: { dim } } } }
}

function attribute(name: string, value: Attribute): onnx.IAttributeProto {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE.int }
  if (typeof value === 'string')
    return { name, s: new TextEncoder().encode(value), type: ATTRIBUTE.text }
  return { name, ints: [...value], type: ATTRIBUTE.ints }
}
