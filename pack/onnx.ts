import { OPSET } from './manifest.ts'
import type { Role } from './names.ts'
import { refuse } from './tensors.ts'

/** ModelProto's fields that every model has. */
const IR_VERSION = 1
const GRAPH = 7
const OPSET_IMPORT = 8

/**
 * Walks the outer message of an ONNX file, so that what is handed to a runtime is at least a whole
 * ModelProto of our opset; the graph itself is the runtime's to judge.
 *
 * @throws {TacitError} `pack/student` or `pack/scorer`
 * @see https://protobuf.dev/programming-guides/encoding
 */
export function checkOnnx(role: Extract<Role, 'student' | 'scorer'>, bytes: Uint8Array): void {
  let version = 0
  let opset = 0
  let graph = 0
  for (const field of fields(role, bytes)) {
    if (field.number === IR_VERSION) version = field.value
    if (field.number === GRAPH) graph = field.body?.byteLength ?? 0
    if (field.number === OPSET_IMPORT && field.body) {
      const parts = [...fields(role, field.body)]
      const domain = parts.find((part) => part.number === 1)?.body?.byteLength ?? 0
      if (domain === 0) opset = parts.find((part) => part.number === 2)?.value ?? 0
    }
  }
  if (!version || !graph) throw refuse(role, 'not an ONNX model: no version or no graph')
  if (opset !== OPSET) throw refuse(role, `opset ${opset} where a pack has opset ${OPSET}`)
}

interface Field {
  number: number
  /** Of a varint. */
  value: number
  /** Of a length-delimited field. */
  body?: Uint8Array
}

function* fields(role: string, bytes: Uint8Array): Generator<Field> {
  let at = 0

  function varint(): number {
    let value = 0
    for (let n = 0; n < 10; n++) {
      if (at >= bytes.length) throw refuse(role, `protobuf ends within a number at byte ${at}`)
      const byte = bytes[at++]
      // Not a shift: lengths may take more than 31 bits, and are then refused below.
      value += (byte & 127) * 2 ** (7 * n)
      if (byte < 128) return value
    }
    throw refuse(role, `protobuf number too long at byte ${at}`)
  }

  while (at < bytes.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    const wire = tag % 8
    if (number < 1 || number > 2 ** 29 || ![0, 1, 2, 5].includes(wire)) {
      throw refuse(role, `protobuf field ${number} of wire type ${wire} before byte ${at}`)
    }
    if (wire === 0) {
      yield { number, value: varint() }
      continue
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4
    if (length > bytes.length - at) {
      throw refuse(role, `protobuf field ${number} of ${length} bytes leaves the file`)
    }
    yield { number, value: 0, body: bytes.subarray(at, at + length) }
    at += length
  }
}
