import { fromHalf, readSafetensors, readSafetensorsMetadata, TacitError } from '@tacit-rec/pack'
import { type Entry, layoutOf, type Sizes } from './layout.ts'
import type { Matrix, Member, Network } from './network.ts'
import { neighboursOf } from './viterbi.ts'

/** Names and sizes, as JSON in the metadata of the file. */
interface Description extends Omit<Sizes, 'words' | 'intents' | 'tags'> {
  words: string[]
  intents: string[]
  tags: string[]
  members: number
}

/**
 * Reads the bytes that training wrote: per member, weights as rows with an F16 scale each, `name` and
 * `name.scale`, in I8 [rows,cols] or as two int4 a byte, the first in the low bits, in U8
 * [rows,⌈cols/2⌉]; vectors as F16.
 *
 * @throws TacitError `understand/network` for anything that does not fit
 */
export function readNetwork(bytes: Uint8Array): Network {
  const description = describe(readSafetensorsMetadata(bytes, 'understand').network)
  const { words, intents, tags, members, width, hidden, buckets, dilations, chain } = description
  const sizes: Sizes = {
    ...{ width, hidden, buckets, dilations, chain },
    words: 1 + words.length,
    intents: intents.length,
    tags: tags.length,
  }
  const tensors = readSafetensors(bytes, 'understand')
  const layout = layoutOf(sizes)
  const all = Array.from({ length: members }, (_, n) =>
    Object.fromEntries(
      layout.map((entry) => [entry.name, matrixOf(tensors, `${n}.${entry.name}`, entry)]),
    ),
  )
  return {
    sizes,
    words: new Map(words.map((word, n) => [word, 1 + n])),
    intents,
    tags,
    next: chain ? nextOf(tags, all) : neighboursOf(tags),
    members: all,
  }
}

/** The mean of the members' scores; −∞ where the BIO form forbids neighbours. */
function nextOf(tags: readonly string[], members: readonly Member[]): Float32Array {
  const next = neighboursOf(tags)
  for (const member of members)
    for (const [n, score] of member['tag.next'].data.entries()) next[n] += score / members.length
  return next
}

function describe(json: string | undefined): Description {
  let value: Partial<Description> | null = null
  try {
    value = JSON.parse(json ?? '')
  } catch {}
  const isText = (one: unknown) => typeof one === 'string'
  const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) > 0
  const texts = [value?.words, value?.intents, value?.tags]
  const counts = [value?.members, value?.width, value?.hidden, value?.buckets]
  const dilations = value?.dilations
  const fits =
    texts.every((list) => Array.isArray(list) && list.every(isText)) &&
    counts.every(isCount) &&
    Array.isArray(dilations) &&
    dilations.every(isCount) &&
    typeof value?.chain === 'boolean'
  if (fits && Number(value?.hidden) % 2 === 0) return value as Description
  throw refused('its description lacks words, intents, tags or sizes')
}

type Tensors = ReturnType<typeof readSafetensors>

function matrixOf(tensors: Tensors, name: string, { rows, cols }: Entry): Matrix {
  const tensor = tensors.get(name)
  const isInt4 = tensor?.dtype === 'U8'
  const shape = `${rows},${isInt4 ? Math.ceil(cols / 2) : cols}`
  if (tensor?.shape.join() !== shape)
    throw refused(`${name} is [${tensor?.shape ?? 'missing'}], not [${shape}]`)
  if (rows === 1 && tensor.dtype === 'F16') return { rows, cols, data: halves(tensor.data, name) }
  const scale = tensors.get(`${name}.scale`)
  const isInt = isInt4 || tensor.dtype === 'I8'
  if (!isInt || scale?.dtype !== 'F16' || scale.shape.join() !== `${rows}`)
    throw refused(`${name} must be I8 or U8 [${shape}] with ${name}.scale F16 [${rows}]`)
  const factors = halves(scale.data, name)
  const values = isInt4 ? int4Of(tensor.data as Uint8Array, cols) : (tensor.data as Int8Array)
  const data = Float32Array.from(values, (v, n) => v * factors[(n / cols) | 0])
  return { rows, cols, data }
}

/** The low and the high four bits of each byte as signed numbers, without what pads odd rows. */
function int4Of(bytes: Uint8Array, cols: number): Int8Array {
  const wide = Math.ceil(cols / 2)
  return Int8Array.from({ length: (bytes.length / wide) * cols }, (_, n) => {
    const c = n % cols
    const byte = bytes[((n - c) / cols) * wide + (c >> 1)]
    return (byte << (c & 1 ? 24 : 28)) >> 28
  })
}

function halves(data: unknown, name: string): Float32Array {
  const values = Float32Array.from(data as Uint16Array, fromHalf)
  if (values.every(Number.isFinite)) return values
  throw refused(`${name} holds a number that is not finite`)
}

function refused(reason: string): TacitError {
  return new TacitError(
    'understand/network',
    `the network of queries does not fit: ${reason}: train it again`,
  )
}
