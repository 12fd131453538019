import { itemPrototypes } from '@tacit-rec/engine'
import { factsOf, type Items, writeSafetensors } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentParts } from '../parts.ts'
import { Facts } from '../schemas.ts'

const MAX_IDS = 100
const SAFETENSORS = 'application/vnd.safetensors'
const COUNT = `must be 1 to ${MAX_IDS} ids, separated by commas`

/** Ids are percent-encoded once more than the query, so that one can contain a comma. */
const decodeIds = v.rawTransform<string, string[]>(({ dataset, addIssue, NEVER }) => {
  try {
    return dataset.value.split(',').filter(Boolean).map(decodeURIComponent)
  } catch {
    addIssue({ message: 'must be percent-encoded: write "%25" for "%"' })
    return NEVER
  }
})

const Ids = v.pipe(
  v.string(COUNT),
  decodeIds,
  v.array(v.string()),
  v.minLength(1, COUNT),
  v.maxLength(MAX_IDS, COUNT),
  v.description('Ids of items, each percent-encoded'),
)

const ItemList = v.object({
  items: v.array(
    v.looseObject({
      ...Facts.entries,
      vector: v.pipe(v.array(v.number()), v.description('Embedding')),
      prototypes: v.pipe(
        v.array(v.object({ id: v.string(), label: v.string(), cosine: v.number() })),
        v.description('Nearest prototypes, nearest first'),
      ),
    }),
  ),
  unknown: v.pipe(v.array(v.string()), v.description('Requested ids that are not in the pack')),
})

/** Facts, embeddings and nearest prototypes of given items. */
export const items = new Hono<Edge>().get(
  '/items',
  describeRoute({
    summary: 'Get facts, embeddings and nearest prototypes of items',
    answers: {
      200: {
        description: `The items, or with \`accept: ${SAFETENSORS}\` a tensor of their embeddings`,
        schema: ItemList,
        types: ['application/json', SAFETENSORS],
      },
    },
    problems: {
      404: 'Nothing is published',
      422: 'ids is missing, too long or not percent-encoded',
    },
  }),
  validate('query', v.object({ ids: Ids })),
  async (c) => {
    const { ids } = c.req.valid('query')
    const parts = await currentParts(c.var.storage)
    const [catalogue, rows, table, prototypes, prototypeVectors] = await Promise.all([
      parts.catalogue(),
      parts.rows(),
      parts.items(),
      parts.prototypes(),
      parts.prototypeVectors(),
    ])
    const { manifest } = parts
    const { dim } = manifest
    const known = ids.filter((id) => rows.has(id))
    const vectors = embeddings(
      table,
      known.map((id) => rows.get(id)!),
      dim,
    )
    c.header('cache-control', MINUTES)
    c.header('vary', 'accept')
    if (c.req.header('accept')?.includes(SAFETENSORS)) {
      const tensor = { dtype: 'F32' as const, shape: [known.length, dim], data: vectors }
      const bytes = writeSafetensors({ vectors: tensor }, { ids: JSON.stringify(known) })
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { 'content-type': SAFETENSORS })
    }
    return c.json<v.InferOutput<typeof ItemList>>({
      items: known.map((id, n) => ({
        ...factsOf(catalogue, rows.get(id)!),
        vector: Array.from(vectors.subarray(n * dim, (n + 1) * dim)),
        prototypes: itemPrototypes({ manifest, items: table, prototypeVectors }, rows.get(id)!).map(
          ({ prototype, cosine }) => {
            const { id, label } = prototypes[prototype]
            return { id, label, cosine }
          },
        ),
      })),
      unknown: ids.filter((id) => !rows.has(id)),
    })
  },
)

/** z_i = scale_i · vectors_i. @returns [rows.length, dim] */
function embeddings({ vectors, scale }: Items, rows: readonly number[], dim: number): Float32Array {
  const out = new Float32Array(rows.length * dim)
  for (const [n, row] of rows.entries())
    for (let j = 0; j < dim; j++) out[n * dim + j] = scale[row] * vectors[row * dim + j]
  return out
}
