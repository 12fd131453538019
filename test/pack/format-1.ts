import { createHash } from 'node:crypto'
import { fileName, type Manifest, type PackContents, writeSafetensors } from '@tacit-rec/pack'

/** A pack in format 1, as versions before format 2 wrote it. */
export function writeFormat1(contents: PackContents): {
  manifest: Manifest
  files: Map<string, Uint8Array>
} {
  const { items, weights, neighbours, popularity, prototypes, prototypeVectors } = contents
  const { catalogue, name, history, kinds, score, training } = contents
  const count = items.scale.length
  const dim = items.vectors.length / count
  const intents = weights.query.length / dim
  const shape = { items: count, dim, intents, prototypes: prototypes.length, history, kinds }
  const f32 = (shape: number[], data: Float32Array) => ({ dtype: 'F32' as const, shape, data })
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
  const encoded: [string, Uint8Array][] = [
    ['student', contents.student!],
    [
      'weights',
      writeSafetensors({
        query: f32([intents, dim], weights.query),
        position: f32([intents, history], weights.position),
        kind: f32([intents, kinds.length], weights.kind),
        age: f32([intents, 2], weights.age),
      }),
    ],
    ['scorer', contents.scorer!],
    [
      'items',
      writeSafetensors({
        vectors: { dtype: 'I8', shape: [count, dim], data: items.vectors },
        scale: f32([count], items.scale),
        gain: f32([count], items.gain),
        bias: f32([count], items.bias),
        popularity: f32([count], popularity),
        prototypes: f32([prototypes.length, dim], prototypeVectors),
      }),
    ],
    ['intents', json({ prototypes })],
    ['catalogue', json(catalogue)],
  ]
  if (neighbours) {
    const { index, weight, scale, perItem } = neighbours
    const dtype = index instanceof Uint16Array ? 'U16' : 'U32'
    const links = writeSafetensors({
      index: { dtype, shape: [count, perItem], data: index },
      weight: { dtype: 'U8', shape: [count, perItem], data: weight },
      scale: f32([1], Float32Array.of(scale)),
    })
    encoded.push(['neighbours', links])
  }
  const files = new Map<string, Uint8Array>()
  const entries = encoded.map(([role, bytes]) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const name = fileName(role, sha256)
    files.set(name, bytes)
    return { role, name, sha256, bytes: bytes.byteLength }
  })
  const made = { name, sequence: contents.sequence!, created: contents.created! }
  return { manifest: { format: 1, ...made, ...shape, score, files: entries, training }, files }
}
