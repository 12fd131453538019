import {
  readSafetensors,
  readSafetensorsMetadata,
  type Tensor,
  writeSafetensors,
} from '@tacit-rec/pack'
import { expect, test } from 'vitest'

function file(header: unknown, data: number[] = []): Uint8Array {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  )
  const out = new Uint8Array(8 + json.length + data.length)
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true)
  out.set(json, 8)
  out.set(data, 8 + json.length)
  return out
}

test('reads what it wrote', () => {
  const tensors: Record<string, Tensor> = {
    bytes: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) },
    wide: { dtype: 'F64', shape: [1, 1], data: Float64Array.of(Math.PI) },
    long: { dtype: 'I64', shape: [2], data: BigInt64Array.of(-1n, 2n ** 62n) },
    half: { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3c00) },
    none: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
    one: { dtype: 'F32', shape: [], data: Float32Array.of(2.5) },
  }
  const bytes = writeSafetensors(tensors, { by: 'test' })
  const read = readSafetensors(bytes)
  expect(Object.fromEntries(read)).toEqual(tensors)
  // Wide types first: every tensor is aligned, so none needs a copy.
  expect([...read.keys()]).toEqual(['long', 'wide', 'none', 'one', 'half', 'bytes'])
  expect([...read.values()].every(({ data }) => data.buffer === bytes.buffer)).toBe(true)
})

test('the order of keys does not change the bytes, and the header is padded to 8', () => {
  const a: Tensor = { dtype: 'U8', shape: [1], data: Uint8Array.of(7) }
  const b: Tensor = { dtype: 'U8', shape: [2], data: Uint8Array.of(8, 9) }
  const bytes = writeSafetensors({ a, b })
  expect(writeSafetensors({ b, a })).toEqual(bytes)
  expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0)
  expect([...bytes.slice(-3)]).toEqual([7, 8, 9])
})

test('unaligned files and unaligned views of files are read', () => {
  const header = { x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }
  const bytes = file(header, [0, 0, 128, 63])
  for (const shift of [0, 1, 2, 3]) {
    const shifted = new Uint8Array(bytes.length + shift)
    shifted.set(bytes, shift)
    expect(readSafetensors(shifted.subarray(shift)).get('x')?.data).toEqual(Float32Array.of(1))
  }
})

test('refuses to write a shape that does not match its data', () => {
  const data = Float32Array.of(1, 2)
  expect(() => writeSafetensors({ x: { dtype: 'F32', shape: [3], data } })).toThrow(
    '"x": shape [3] of F32 takes 12 bytes, but the data has 8',
  )
})

const U8 = (from: number, to: number, shape = [to - from]) => ({
  dtype: 'U8',
  shape,
  data_offsets: [from, to],
})

test.each<[string, Uint8Array, string]>([
  ['short', new Uint8Array(7), '7 bytes is too short'],
  ['header too long', file('{}').fill(255, 0, 8), 'does not fit a file of'],
  ['header over the end', file('{}').fill(3, 0, 1), 'a header of 3 bytes does not fit'],
  ['not JSON', file('{"x"'), 'the header is not JSON'],
  ['not UTF-8', file('{}').fill(0xff, 8, 9), 'the header is not JSON'],
  ['a list', file([]), 'the header is not an object'],
  ['null', file('null'), 'the header is not an object'],
  ['entry null', file({ x: null }), 'dtype undefined'],
  ['unknown dtype', file({ x: { ...U8(0, 1), dtype: 'U3' } }, [1]), 'dtype "U3"'],
  ['inherited dtype', file({ x: { ...U8(0, 1), dtype: 'toString' } }, [1]), 'dtype "toString"'],
  [
    'negative shape',
    file({ x: U8(0, 1, [-1]) }, [1]),
    'shape [-1] must be a list of whole numbers',
  ],
  ['half a shape', file({ x: U8(0, 1, [0.5]) }, [1]), 'must be a list of whole numbers'],
  ['shape too large', file({ x: U8(0, 1, [2 ** 40, 2 ** 40]) }, [1]), 'needs 1.2'],
  ['backwards', file({ x: { ...U8(0, 1), data_offsets: [1, 0] } }, [1]), 'offsets 1..0'],
  ['beyond the end', file({ x: U8(0, 2) }, [1]), 'exceed the 1 bytes'],
  ['one offset', file({ x: { ...U8(0, 1), data_offsets: [0] } }, [1]), 'must be two whole numbers'],
  ['gap', file({ x: U8(1, 2) }, [1, 2]), '"x" begins at 1'],
  ['overlap', file({ x: U8(0, 2), y: U8(1, 3) }, [1, 2, 3]), '"y" begins at 1'],
  ['bytes left over', file({ x: U8(0, 1) }, [1, 2]), 'has 2 bytes of data, but the header'],
])('refused: %s', (_, bytes, reason) => {
  expect(() => readSafetensors(bytes)).toThrow(reason)
})

test('reads the metadata back', () => {
  const one = { x: { dtype: 'U8' as const, shape: [1], data: Uint8Array.of(7) } }
  expect(readSafetensorsMetadata(writeSafetensors(one, { who: 'ü' }))).toEqual({ who: 'ü' })
  expect(readSafetensorsMetadata(writeSafetensors(one))).toEqual({})
  const bytes = file({ __metadata__: { a: 1 } })
  expect(() => readSafetensorsMetadata(bytes, 'f')).toThrow('f: __metadata__ must be a record')
})
