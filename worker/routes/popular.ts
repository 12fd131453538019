import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentPack, itemsOf } from '../lookup.ts'
import { Facts, IncludeUnlisted, Limit } from '../schemas.ts'

const Category = v.optional(v.pipe(v.string(), v.description('A category, or the path to one')))

const PopularItems = v.object({
  items: v.array(
    v.looseObject({
      ...Facts.entries,
      users: v.pipe(v.number(), v.description('Number of users who took the item')),
    }),
  ),
})

/** The most popular items, of the whole catalogue or of one category. */
export const popular = new Hono<Edge>().get(
  '/popular',
  describeRoute({
    summary: 'Get the most popular items',
    answers: { 200: { description: 'Items, most users first', schema: PopularItems } },
    problems: {
      404: 'Nothing is published',
      409: 'The pack has no index',
      422: 'a parameter is invalid',
    },
  }),
  validate(
    'query',
    v.object({ limit: Limit, category: Category, include_unlisted: IncludeUnlisted }),
  ),
  async (c) => {
    const { limit, category, include_unlisted: all } = c.req.valid('query')
    const { lookup } = await currentPack(c.var.storage)
    const shelf = await lookup.popular(category ?? '')
    const listed = await itemsOf(lookup, shelf, { limit, all })
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof PopularItems>>({
      items: listed.map(({ facts, score }) => ({ ...facts, users: score })),
    })
  },
)
