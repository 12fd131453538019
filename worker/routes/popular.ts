import { popularItems } from '@tacit-rec/engine'
import { factsOf, inCategory } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentParts } from '../parts.ts'
import { Facts, Limit } from '../schemas.ts'

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
    problems: { 404: 'Nothing is published', 422: 'limit is out of range' },
  }),
  validate('query', v.object({ limit: Limit, category: Category })),
  async (c) => {
    const { limit, category } = c.req.valid('query')
    const parts = await currentParts(c.var.storage)
    const [catalogue, items] = await Promise.all([parts.catalogue(), parts.items()])
    const matches = (item: number) => !category || inCategory(catalogue, item, category)
    const ranked = popularItems(items, limit, matches)
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof PopularItems>>({
      items: ranked.map(({ item, score }) => ({ ...factsOf(catalogue, item), users: score })),
    })
  },
)
