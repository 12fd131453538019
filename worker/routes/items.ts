import { writeSafetensors } from '@tacit-rec/pack'
import type { Context } from 'hono'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentPack } from '../lookup.ts'
import { Problem } from '../problem.ts'
import { Facts } from '../schemas.ts'

const MAX_IDS = 100
const SAFETENSORS = 'application/vnd.safetensors'

const COUNT = `must be at most ${MAX_IDS} ids`

const Query = v.object({
  id: v.optional(
    v.pipe(
      v.array(v.string()),
      v.minLength(1),
      v.maxLength(MAX_IDS, COUNT),
      v.description('Id of an item; repeat it for more'),
    ),
  ),
  ids: v.optional(
    v.pipe(
      v.string(),
      v.regex(/[^,]/, 'has no id'),
      v.description('Ids without commas, separated by commas'),
    ),
  ),
})

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

const problems = {
  404: 'Nothing is published',
  409: 'The pack has no index',
  422: `there is no id, or there are more than ${MAX_IDS}`,
}

const describeJson = (summary: string) =>
  describeRoute({
    summary,
    answers: { 200: { description: 'The items, in the order of the ids', schema: ItemList } },
    problems,
  })

/** Facts, embeddings and nearest prototypes of given items. */
export const items = new Hono<Edge>()
  .get(
    '/items.json',
    describeJson('Get facts, embeddings and nearest prototypes of items'),
    validate('query', Query),
    async (c) => {
      const list = await listOf(c, idsOf(c.req.valid('query')))
      return c.json(list, 200, { 'cache-control': MINUTES })
    },
  )
  .get(
    '/items',
    describeJson('The same as items.json, as it was before there was another form'),
    validate('query', Query),
    async (c) => {
      const list = await listOf(c, idsOf(c.req.valid('query')))
      return c.json(list, 200, { 'cache-control': MINUTES })
    },
  )
  .get(
    '/items.safetensors',
    describeRoute({
      summary: 'Get embeddings of items as a tensor `vectors`; its metadata has their ids',
      answers: { 200: { description: 'A float32 tensor [items, dim]', types: [SAFETENSORS] } },
      problems,
    }),
    validate('query', Query),
    async (c) => {
      const { pack, known } = await find(c, idsOf(c.req.valid('query')))
      const { dim } = pack.manifest
      const data = new Float32Array(known.length * dim)
      const found = await pack.lookup.vectors(known.map(({ row }) => row))
      for (const [n, vector] of found.entries()) data.set(vector, n * dim)
      const tensor = { dtype: 'F32' as const, shape: [known.length, dim], data }
      const ids = JSON.stringify(known.map(({ id }) => id))
      const bytes = writeSafetensors({ vectors: tensor }, { ids })
      const headers = { 'content-type': SAFETENSORS, 'cache-control': MINUTES }
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, headers)
    },
  )

/** The ids that a query names, each once. @throws Problem 422 */
function idsOf({ id = [], ids = '' }: v.InferOutput<typeof Query>): string[] {
  const all = [...new Set([...id, ...ids.split(',').filter(Boolean)])]
  if (all.length >= 1 && all.length <= MAX_IDS) return all
  throw new Problem(
    422,
    'Bad id',
    `${all.length} ids are named: name 1 to ${MAX_IDS}, each as id=…`,
  )
}

async function find(c: Context<Edge>, ids: readonly string[]) {
  const pack = await currentPack(c.var.storage)
  const rows = await pack.lookup.rows(ids)
  const known = ids.flatMap((id, n) => {
    const row = rows[n]
    return row === undefined ? [] : [{ id, row }]
  })
  return { pack, known, unknown: ids.filter((_, n) => rows[n] === undefined) }
}

async function listOf(
  c: Context<Edge>,
  ids: readonly string[],
): Promise<v.InferOutput<typeof ItemList>> {
  const { pack, known, unknown } = await find(c, ids)
  const found = await pack.lookup.items(known.map(({ row }) => row))
  return {
    items: found.map(({ facts, vector, prototypes }) => ({
      ...facts,
      vector: Array.from(vector),
      prototypes,
    })),
    unknown,
  }
}
