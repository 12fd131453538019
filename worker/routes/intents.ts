import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'
import { MINUTES } from '../http.ts'
import { currentPack } from '../lookup.ts'

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
    problems: { 404: 'Nothing is published', 409: 'The pack has no index' },
  }),
  async (c) => {
    const { lookup } = await currentPack(c.var.storage)
    const intents = await lookup.intents()
    c.header('cache-control', MINUTES)
    return c.json<v.InferOutput<typeof Intents>>({ intents })
  },
)
