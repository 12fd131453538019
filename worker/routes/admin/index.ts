import { Hono } from 'hono/quick'
import type { Edge } from '../../env.ts'
import { requireToken } from './auth.ts'
import { packs } from './packs.ts'
import { promote } from './promote.ts'
import { upload } from './upload.ts'

export { tenants } from './tenants.ts'

/** Upload, promotion, and what is stored. All require the admin token or a key of the tenant. */
export const admin = new Hono<Edge>()
  .use(requireToken)
  .route('/', upload)
  .route('/', promote)
  .route('/', packs)
