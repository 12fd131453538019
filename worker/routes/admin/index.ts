import { Hono } from 'hono/quick'
import { describeRoute } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { requireToken } from './auth.ts'
import { packs } from './packs.ts'
import { promote } from './promote.ts'
import { upload } from './upload.ts'

export { tenants } from './tenants.ts'

/** Upload, promotion, and what is stored. All require the admin token or a key of the tenant. */
export const admin = new Hono<Edge>()
  .use(
    describeRoute({
      bearer: true,
      problems: {
        401: 'The bearer token is missing or wrong',
        413: 'The body is too large',
        503: 'The edge has no ADMIN_TOKEN',
      },
    }),
    requireToken,
  )
  .route('/', upload)
  .route('/', promote)
  .route('/', packs)
