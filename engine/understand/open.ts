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
 * Reads the bytes that training wrote: per member, weights as I8 rows with an F16 scale each,
 * `name` and `name.scale`, and vectors as F16.
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
  const shape = `[${rows},${cols}]`
  if (tensor?.shape.join() !== `${rows},${cols}`)
    throw refused(`${name} is [${tensor?.shape ?? 'missing'}], not ${shape}`)
  if (rows === 1 && tensor.dtype === 'F16') return { rows, cols, data: halves(tensor.data, name) }
  const scale = tensors.get(`${name}.scale`)
  if (tensor.dtype !== 'I8' || scale?.dtype !== 'F16' || scale.shape.join() !== `${rows}`)
    throw refused(`${name} must be I8 ${shape} with ${name}.scale F16 [${rows}]`)
  const factors = halves(scale.data, name)
  const data = Float32Array.from(tensor.data as Int8Array, (v, n) => v * factors[(n / cols) | 0])
  return { rows, cols, data }
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
