import { join } from 'node:path'
import { type Tensor, writeSafetensors } from '@tacit-rec/pack'
import { describe, expect, it } from 'vitest'
import { loadDataset, splitDataset } from '../../training/data/index.ts'
import { loadVectors, readMatrix, type TextFiles } from '../../training/intents/index.ts'
import { interactionMatrix } from '../../training/sparse/index.ts'
import { folders } from '../data/folder.ts'

const folder = folders()
const f32 = (shape: number[], ...values: number[]): Tensor => ({
  dtype: 'F32',
  shape,
  data: Float32Array.from(values),
})

function safetensors(tensors: Record<string, Tensor>): string {
  return join(folder({ 'v.safetensors': writeSafetensors(tensors) }), 'v.safetensors')
}

/** A .npy file, by NumPy's description of the format. */
function npy(descr: string, shape: string, data: ArrayBufferView, fortran = 'False'): string {
  const dict = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }`
  const header = `${dict.padEnd(117)}\n`
  const head = Buffer.from(`\x93NUMPY\x01\x00v\x00${header}`, 'latin1')
  const body = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return join(folder({ 'v.npy': Buffer.concat([head, body]) }), 'v.npy')
}

describe('a matrix', () => {
  it.each([
    ['the tensor "vectors"', { a: f32([1, 1], 9), vectors: f32([1, 2], 1, 2) }],
    ['the only one of rank 2', { scale: f32([1], 9), x: f32([1, 2], 1, 2) }],
    ['float64', { x: { dtype: 'F64', shape: [1, 2], data: Float64Array.of(1, 2) } }],
    ['float16', { x: { dtype: 'F16', shape: [1, 2], data: Uint16Array.of(0x3c00, 0x4000) } }],
  ] as [string, Record<string, Tensor>][])('is %s of safetensors', async (_, tensors) => {
    const matrix = await readMatrix(safetensors(tensors))
    expect(matrix).toEqual({ rows: 1, cols: 2, data: Float32Array.of(1, 2) })
  })

  it('reads float16 exactly', async () => {
    const bits = Uint16Array.of(0x0001, 0x83ff, 0x7bff, 0xbc01, 0x3555, 0x8000)
    const file = safetensors({ vectors: { dtype: 'F16', shape: [6, 1], data: bits } })
    const { data } = await readMatrix(file)
    const expected = [2 ** -24, -1023 * 2 ** -24, 65504, -1 - 2 ** -10, 0.333251953125, -0]
    expect([...data]).toEqual(expected)
  })

  it.each([
    ['<f4', Float32Array.of(1, 2)],
    ['<f8', Float64Array.of(1, 2)],
    ['<f2', Uint16Array.of(0x3c00, 0x4000)],
  ])('reads a NumPy array of %s', async (descr, data) => {
    expect(await readMatrix(npy(descr, '2, 1', data))).toEqual({
      rows: 2,
      cols: 1,
      data: Float32Array.of(1, 2),
    })
  })

  it.each<[string, () => string, string]>([
    [
      'integers',
      () => npy('<i8', '1,1', new BigInt64Array(1)),
      'dtype <i8 is not supported: save it',
    ],
    ['Fortran order', () => npy('<f4', '1,1', new Float32Array(1), 'True'), 'Fortran order'],
    ['too few bytes', () => npy('<f4', '2,1', new Float32Array(1)), '[2,1] of <f4 needs 8 bytes'],
    [
      'no array',
      () => join(folder({ 'v.npy': 'some text, long enough' }), 'v.npy'),
      'not a .npy file',
    ],
    ['rank 1', () => npy('<f4', '3,', new Float32Array(3)), 'shape [3]: give one row'],
    [
      'no file',
      () => '/nowhere/v.npy',
      '/nowhere/v.npy: cannot be read (no such file): check the path',
    ],
    ['a wrong rank', () => safetensors({ vectors: f32([1, 1, 1], 0) }), 'shape [1,1,1]'],
    [
      'two candidates',
      () => safetensors({ a: f32([1, 1], 0), b: f32([1, 1], 0) }),
      'no tensor "vectors", and 2 tensors of rank 2 (found: a [1,1], b [1,1]): rename',
    ],
    [
      'whole numbers',
      () => safetensors({ x: { dtype: 'I8', shape: [1, 1], data: new Int8Array(1) } }),
      'dtype I8: save the numbers as float16',
    ],
    [
      'not a number',
      () => safetensors({ x: f32([2, 2], 0, 0, 0, Number.NaN) }),
      'row 1, column 1 is NaN: every value must be finite',
    ],
  ])('is refused: %s', async (_, make, says) => {
    await expect(readMatrix(make())).rejects.toThrow(says)
  })
})

describe('text vectors', () => {
  const events = 'user,item\nu,pen\nu,ink\nv,pen\n'
  // The dataset sorts ids: ink, pen, wax and u, v. The files do not.
  const files = {
    'interactions.csv': events,
    'items.csv': 'id,title\nwax,W\npen,P\nink,I\n',
    'users.csv': 'id\nv\nstranger\nu\n',
  }
  const items = () => safetensors({ vectors: f32([3, 2], 5, 5, 1, 2, 3, 6) })

  async function load(text: TextFiles, data: Record<string, string> = files, name = 'shop') {
    const path = folder(data, name)
    const dataset = await loadDataset(path)
    const fitted = interactionMatrix(splitDataset(dataset, 'all').fit, dataset.items.length)
    return loadVectors(path, {}, dataset, fitted, text)
  }

  it('follow the rows of the items file; users are the mean of their items', async () => {
    expect(await load({ items: items() })).toEqual({
      width: 2,
      items: Float32Array.of(3, 6, 1, 2, 5, 5),
      users: Float32Array.of(2, 4, 1, 2),
    })
  })

  it('follow the rows of the users file', async () => {
    const users = safetensors({ vectors: f32([3, 2], 1, 1, 9, 9, 2, 2) })
    const vectors = await load({ items: items(), users })
    expect(vectors.users).toEqual(Float32Array.of(2, 2, 1, 1))
  })

  it('follow RecBole files, and items without a row are zero', async () => {
    const atomic = {
      'box.inter': 'user_id:token\titem_id:token\nu\tpen\nu\tnib\n',
      'box.item': 'item_id:token\tname:token\nwax\tW\npen\tP\nink\tI\n',
      'box.user': 'user_id:token\tage:float\nu\t3\n',
    }
    const users = safetensors({ vectors: f32([1, 2], 7, 8) })
    const vectors = await load({ items: items(), users }, atomic, 'box')
    expect(vectors.items).toEqual(Float32Array.of(3, 6, 0, 0, 1, 2, 5, 5))
    expect(vectors.users).toEqual(Float32Array.of(7, 8))
  })

  it('are refused if the shapes do not fit', async () => {
    const two = safetensors({ vectors: f32([2, 2], 1, 2, 3, 4) })
    await expect(load({ items: two })).rejects.toThrow(
      /2 rows, but .*items.csv has 3: the rows must match/,
    )
    await expect(load({ items: items(), users: two })).rejects.toThrow(/2 rows, but .*users.csv/)
    const wide = safetensors({ vectors: f32([3, 1], 1, 2, 3) })
    await expect(load({ items: items(), users: wide })).rejects.toThrow('1 columns, but')
    const bare = { 'interactions.csv': events }
    await expect(load({ items: items() }, bare)).rejects.toThrow(
      'no items file to match its rows to',
    )
  })
})
