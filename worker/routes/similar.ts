import { similarItems } from '@tacit-rec/engine'
import { factsOf, isListed } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentParts } from '../parts.ts'
import { Problem } from '../problem.ts'
import { Facts, IncludeUnlisted, ItemId, Limit } from '../schemas.ts'

const SimilarItems = v.object({
  items: v.array(v.looseObject({ ...Facts.entries, score: v.number() })),
})

/** Items similar to one item. */
export const similar = new Hono<Edge>().get(
  '/items/:id/similar',
  describeRoute({
    summary: 'Get items similar to one item',
    answers: { 200: { description: 'Items, most similar first', schema: SimilarItems } },
    problems: { 404: 'Nothing is published, or no such item', 422: 'a parameter is invalid' },
  }),
  validate('param', v.object({ id: ItemId })),
  validate('query', v.object({ limit: Limit, include_unlisted: IncludeUnlisted })),
  async (c) => {
    const { id } = c.req.valid('param')
    const { limit, include_unlisted: all } = c.req.valid('query')
    const parts = await currentParts(c.var.storage)
    const [catalogue, rows, items, neighbours] = await Promise.all([
      parts.catalogue(),
      parts.rows(),
      parts.items(),
      parts.neighbours(),
    ])
    const row = rows.get(id)
    if (row === undefined) throw new Problem(404, 'No such item', `item "${id}" is not in the pack`)
    const model = { manifest: parts.manifest, items, neighbours }
    const matches = (item: number) => all || isListed(catalogue, item)
    const ranked = similarItems(model, row, limit, matches)
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof SimilarItems>>({
      items: ranked.map(({ item, score }) => ({ ...factsOf(catalogue, item), score })),
    })
  },
)
