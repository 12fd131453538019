import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentPack, itemsOf } from '../lookup.ts'
import { Problem } from '../problem.ts'
import { Facts, IncludeUnlisted, ItemId, Limit } from '../schemas.ts'

const SimilarItems = v.object({
  items: v.array(v.looseObject({ ...Facts.entries, score: v.number() })),
})

/** Items similar to one item. */
export const similar = new Hono<Edge>().get(
  '/items/:id/similar',
  describeRoute({
    summary: 'Get items similar to one item: at most 50',
    answers: { 200: { description: 'Items, most similar first', schema: SimilarItems } },
    problems: {
      404: 'Nothing is published, or no such item',
      409: 'The pack has no index',
      422: 'a parameter is invalid',
    },
  }),
  validate('param', v.object({ id: ItemId })),
  validate('query', v.object({ limit: Limit, include_unlisted: IncludeUnlisted })),
  async (c) => {
    const { id } = c.req.valid('param')
    const { limit, include_unlisted: all } = c.req.valid('query')
    const { lookup } = await currentPack(c.var.storage)
    const [row] = await lookup.rows([id])
    if (row === undefined)
      throw new Problem(404, 'No such item', `item "${id.slice(0, 100)}" is not in the pack`)
    const listed = await itemsOf(lookup, await lookup.similar(row), { limit, all })
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof SimilarItems>>({
      items: listed.map(({ facts, score }) => ({ ...facts, score })),
    })
  },
)
