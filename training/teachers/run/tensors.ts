import {
  type DType,
  readSafetensors,
  readSafetensorsMetadata,
  TacitError,
  type Tensor,
  type TensorData,
  writeSafetensors,
} from '@tacit-rec/pack'
import type { FittedEmbeddings } from '../graph/index.ts'
import type { Links } from '../links.ts'

function tensor(data: Float32Array | Int32Array, ...shape: number[]): Tensor {
  return { dtype: data instanceof Float32Array ? 'F32' : 'I32', shape, data }
}

/** `users` [U,d], `items` [N,d], and the degrees that folding in a new user needs. */
export function encodeEmbeddings(embeddings: FittedEmbeddings): Uint8Array {
  const { dim, users, items, userDegree, itemDegree } = embeddings
  return writeSafetensors({
    users: tensor(users, users.length / dim, dim),
    items: tensor(items, items.length / dim, dim),
    userDegree: tensor(userDegree, userDegree.length),
    itemDegree: tensor(itemDegree, itemDegree.length),
  })
}

export function decodeEmbeddings(
  bytes: Uint8Array,
  file: string,
  users: number,
  items: number,
): FittedEmbeddings {
  const take = taker(bytes, file)
  const dim = take.widthOf('items')
  return {
    dim,
    users: take('users', 'F32', users, dim),
    items: take('items', 'F32', items, dim),
    userDegree: take('userDegree', 'I32', users),
    itemDegree: take('itemDegree', 'I32', items),
  }
}

/** The existing parts of: `offsets`, `index` and `values` of S; `dense`; `left`, `right`; `bias`. */
export function encodeLinks({ items, decay, sparse, dense, low, bias }: Links): Uint8Array {
  const tensors: Record<string, Tensor> = {}
  if (sparse) {
    tensors.offsets = tensor(sparse.offsets, items + 1)
    tensors.index = tensor(sparse.index, sparse.index.length)
    tensors.values = tensor(sparse.values, sparse.values.length)
  }
  if (dense) tensors.dense = tensor(dense, items, items)
  if (low) {
    tensors.left = tensor(low.left, items, low.rank)
    tensors.right = tensor(low.right, low.rank, items)
  }
  if (bias) tensors.bias = tensor(bias, items)
  return writeSafetensors(tensors, { decay: String(decay) })
}

export function decodeLinks(bytes: Uint8Array, file: string, items: number): Links {
  const take = taker(bytes, file)
  const links: Links = { items, decay: Number(readSafetensorsMetadata(bytes, file).decay) }
  if (!(links.decay > 0 && links.decay <= 1)) throw refuse(file, `its decay is ${links.decay}`)
  if (take.has('offsets')) {
    const offsets = take('offsets', 'I32', items + 1)
    const entries = offsets[items]
    const index = take('index', 'I32', entries)
    const values = take('values', 'F32', entries)
    if (offsets.some((at, n) => at < (n ? offsets[n - 1] : 0)) || index.some(outside(items)))
      throw refuse(file, `offsets or index exceed its ${items} items`)
    links.sparse = { rows: items, cols: items, offsets, index, values }
  }
  if (take.has('dense')) links.dense = take('dense', 'F32', items, items)
  if (take.has('left')) {
    const rank = take.widthOf('left')
    const left = take('left', 'F32', items, rank)
    links.low = { rank, left, right: take('right', 'F32', rank, items) }
  }
  if (take.has('bias')) links.bias = take('bias', 'F32', items)
  return links
}

function outside(items: number) {
  return (i: number) => i < 0 || i >= items
}

/** Reads tensors and checks them against the shapes of the configuration. */
function taker(bytes: Uint8Array, file: string) {
  const tensors = readSafetensors(bytes, file)
  const take = <D extends DType>(name: string, dtype: D, ...shape: number[]): TensorData<D> => {
    const tensor = tensors.get(name)
    if (tensor?.dtype === dtype && String(tensor.shape) === String(shape))
      return tensor.data as TensorData<D>
    const has = tensor ? `${name} is ${tensor.dtype} [${tensor.shape}]` : `${name} is missing`
    throw refuse(file, `${has}, the run needs ${dtype} [${shape}]`)
  }
  const has = (name: string) => tensors.has(name)
  const widthOf = (name: string) => tensors.get(name)?.shape[1] ?? 0
  return Object.assign(take, { has, widthOf })
}

function refuse(file: string, what: string): TacitError {
  return new TacitError('run/damaged', `${file}: ${what}: run tacit teach again`)
}
