import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute } from '../declare.ts'
import type { Edge } from '../env.ts'

const Health = v.object({ status: v.literal('ok') })

/** Routes that need no catalogue. */
export const status = new Hono<Edge>().get(
  '/healthz',
  describeRoute({
    summary: 'Check that the edge runs',
    answers: { 200: { description: 'It runs', schema: Health } },
  }),
  (c) => c.json<v.InferOutput<typeof Health>>({ status: 'ok' }),
)
