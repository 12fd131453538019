import { invalidFile } from './errors.ts'
import { OPSET } from './manifest.ts'
import type { Role } from './names.ts'

/** Field numbers of ModelProto that every model has. */
const IR_VERSION = 1
const GRAPH = 7
const OPSET_IMPORT = 8

/**
 * Checks that a file is a complete ModelProto of our opset by walking its outer message. The
 * runtime validates the graph itself.
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
  if (!version || !graph)
    throw invalidFile(role, 'not an ONNX model: the version or the graph is missing')
  if (opset !== OPSET) throw invalidFile(role, `has opset ${opset}, but packs have opset ${OPSET}`)
}

interface Field {
  number: number
  /** The varint; 0 for other wire types. */
  value: number
  /** The bytes of any other wire type. */
  body?: Uint8Array
}

function* fields(role: string, bytes: Uint8Array): Generator<Field> {
  let at = 0

  function varint(): number {
    let value = 0
    for (let n = 0; n < 10; n++) {
      if (at >= bytes.length) throw invalidFile(role, `protobuf varint is cut off at byte ${at}`)
      const byte = bytes[at++]
      // Not a shift: a length may exceed 31 bits, and the check below must see its real value.
      value += (byte & 127) * 2 ** (7 * n)
      if (byte < 128) return value
    }
    throw invalidFile(role, `protobuf varint is longer than 10 bytes at byte ${at}`)
  }

  while (at < bytes.length) {
    const tag = varint()
    const number = Math.floor(tag / 8)
    const wire = tag % 8
    if (number < 1 || number > 2 ** 29 || ![0, 1, 2, 5].includes(wire)) {
      throw invalidFile(
        role,
        `invalid protobuf field ${number} of wire type ${wire} before byte ${at}`,
      )
    }
    if (wire === 0) {
      yield { number, value: varint() }
      continue
    }
    const length = wire === 2 ? varint() : wire === 1 ? 8 : 4
    if (length > bytes.length - at) {
      throw invalidFile(role, `protobuf field ${number} of ${length} bytes exceeds the file`)
    }
    yield { number, value: 0, body: bytes.subarray(at, at + length) }
    at += length
  }
}
