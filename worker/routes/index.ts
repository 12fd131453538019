import { createMiddleware } from 'hono/factory'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { tagged } from '../cache.ts'
import { validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { rateLimit } from '../rate-limit.ts'
import { CatalogueName } from '../schemas.ts'
import { r2Storage } from '../storage.ts'
import { admin } from './admin/index.ts'
import { files } from './files.ts'
import { intents } from './intents.ts'
import { items } from './items.ts'
import { manifest } from './manifest.ts'
import { requireName } from './name.ts'
import { requireOrigin } from './origins.ts'
import { popular } from './popular.ts'
import { rank } from './rank.ts'
import { similar } from './similar.ts'

export { tenants } from './admin/index.ts'
export { status } from './status.ts'

/** Path of a catalogue. */
export const CATALOGUE = '/v1/c/:catalogue'

const setStorage = createMiddleware<Edge, typeof CATALOGUE>(async (c, next) => {
  c.set('storage', r2Storage(c.env.PACKS, c.req.param('catalogue')))
  await next()
})

/** The routes of one catalogue. */
export const catalogue = new Hono<Edge>()
  .use(requireName, validate('param', v.object({ catalogue: CatalogueName })), setStorage, tagged)
  .use('/admin/*', rateLimit('admin'))
  .route('/admin', admin)
  .route('/', manifest)
  .route('/', files)
  // What follows reads more than one object.
  .use('/items/*', rateLimit('read'))
  .use('/items.json', rateLimit('read'), requireOrigin)
  .use('/items.safetensors', rateLimit('read'), requireOrigin)
  .use('/items', requireOrigin)
  .use('/items/:id/similar', requireOrigin)
  .use('/popular', rateLimit('read'), requireOrigin)
  .use('/intents', rateLimit('read'), requireOrigin)
  .use('/rank', rateLimit('rank'), requireOrigin)
  .route('/', items)
  .route('/', similar)
  .route('/', popular)
  .route('/', intents)
  .route('/', rank)
