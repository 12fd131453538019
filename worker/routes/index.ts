import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import * as v from 'valibot'
import { validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { r2Storage } from '../storage.ts'
import { admin } from './admin/index.ts'
import { files } from './files.ts'
import { intents } from './intents.ts'
import { items } from './items.ts'
import { manifest } from './manifest.ts'
import { requireOrigin } from './origins.ts'
import { popular } from './popular.ts'
import { similar } from './similar.ts'

export { tenants } from './admin/index.ts'
export { status } from './status.ts'

/** Path of a catalogue. */
export const CATALOGUE = '/v1/c/:catalogue{[a-z0-9][a-z0-9-]{0,62}}'

const setStorage = createMiddleware<Edge, typeof CATALOGUE>(async (c, next) => {
  c.set('storage', r2Storage(c.env.PACKS, c.req.param('catalogue')))
  await next()
})

/** The routes of one catalogue. */
export const catalogue = new Hono<Edge>()
  .use(
    validate(
      'param',
      v.object({
        catalogue: v.pipe(v.string(), v.description('Name of the catalogue, such as `default`')),
      }),
    ),
    setStorage,
  )
  .route('/admin', admin)
  .route('/', manifest)
  .route('/', files)
  .use(requireOrigin)
  .route('/', items)
  .route('/', similar)
  .route('/', popular)
  .route('/', intents)
