import { isListed } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentParts } from '../parts.ts'

const Intents = v.object({
  intents: v.array(
    v.object({
      id: v.string(),
      label: v.string(),
      keywords: v.array(v.string()),
      exemplars: v.pipe(
        v.array(v.string()),
        v.description('Ids of listed items, most typical first'),
      ),
    }),
  ),
})

/** The pack's prototypes: the named directions that explanations refer to. */
export const intents = new Hono<Edge>().get(
  '/intents',
  describeRoute({
    summary: 'Get the named intents that reasons refer to',
    answers: { 200: { description: 'All intents of the pack', schema: Intents } },
    problems: { 404: 'Nothing is published' },
  }),
  async (c) => {
    const parts = await currentParts(c.var.storage)
    const [catalogue, prototypes] = await Promise.all([parts.catalogue(), parts.prototypes()])
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof Intents>>({
      intents: prototypes.map(({ exemplars, ...named }) => ({
        ...named,
        exemplars: exemplars
          .filter((item) => isListed(catalogue, item))
          .map((item) => catalogue.ids[item]),
      })),
    })
  },
)
