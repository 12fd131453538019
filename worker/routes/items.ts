import { itemPrototypes, popularItems, similarItems } from '@tacit-rec/engine'
import { type Catalogue, factsOf, inCategory, writeSafetensors } from '@tacit-rec/pack'
import { type Context, Hono } from 'hono'
import type { Edge } from '../env.ts'
import { currentParts, type Parts } from '../parts.ts'
import { Problem } from '../problem.ts'
import { r2Storage } from '../storage.ts'

const MAX_IDS = 100
const CACHE = 'public, max-age=300, stale-while-revalidate=86400'
const SAFETENSORS = 'application/vnd.safetensors'

/** What can be said of items without knowing anybody. */
export const items = new Hono<Edge>()
  .get('/items', async (c) => {
    const parts = await partsOf(c)
    const ids = (c.req.query('ids') ?? '').split(',').filter(Boolean).map(decodeURIComponent)
    if (!ids.length || ids.length > MAX_IDS)
      throw new Problem(422, 'Bad ids', `${ids.length} ids: give ids=a,b,… with 1 to ${MAX_IDS}`)
    const [catalogue, table, prototypes] = await Promise.all([
      parts.catalogue(),
      parts.items(),
      parts.prototypes(),
    ])
    const places = indexOf(catalogue)
    const known = ids.filter((id) => places.has(id))
    const { dim } = parts.manifest
    const vectors = new Float32Array(known.length * dim)
    known.forEach((id, n) => {
      const row = places.get(id)! * dim
      const scale = table.scale[places.get(id)!]
      for (let j = 0; j < dim; j++) vectors[n * dim + j] = scale * table.vectors[row + j]
    })
    c.header('cache-control', CACHE)
    c.header('vary', 'accept')
    if (c.req.header('accept')?.includes(SAFETENSORS)) {
      const tensor = { dtype: 'F32' as const, shape: [known.length, dim], data: vectors }
      const bytes = writeSafetensors({ vectors: tensor }, { ids: JSON.stringify(known) })
      return c.body(bytes as Uint8Array<ArrayBuffer>, 200, { 'content-type': SAFETENSORS })
    }
    return c.json({
      items: known.map((id, n) => ({
        ...factsOf(catalogue, places.get(id)!),
        vector: Array.from(vectors.subarray(n * dim, (n + 1) * dim)),
        prototypes: itemPrototypes({ manifest: parts.manifest, items: table }, places.get(id)!).map(
          ({ prototype, cosine }) => {
            const { id, label } = prototypes[prototype]
            return { id, label, cosine }
          },
        ),
      })),
      unknown: ids.filter((id) => !places.has(id)),
    })
  })
  .get('/items/:id/similar', async (c) => {
    const parts = await partsOf(c)
    const [catalogue, table, neighbours] = await Promise.all([
      parts.catalogue(),
      parts.items(),
      parts.neighbours(),
    ])
    const id = c.req.param('id')
    const item = indexOf(catalogue).get(id)
    if (item === undefined)
      throw new Problem(404, 'No such item', `item "${id}" is not in the pack`)
    const model = { manifest: parts.manifest, items: table, neighbours }
    const ranked = similarItems(model, item, limitOf(c))
    c.header('cache-control', CACHE)
    return c.json({
      items: ranked.map(({ item: i, score }) => ({ ...factsOf(catalogue, i), score })),
    })
  })
  .get('/popular', async (c) => {
    const parts = await partsOf(c)
    const [catalogue, table] = await Promise.all([parts.catalogue(), parts.items()])
    const category = c.req.query('category')
    const inside = (i: number) => !category || inCategory(catalogue, i, category)
    const ranked = popularItems(table, limitOf(c), inside)
    c.header('cache-control', CACHE)
    return c.json({
      items: ranked.map(({ item, score }) => ({ ...factsOf(catalogue, item), users: score })),
    })
  })
  .get('/intents', async (c) => {
    const parts = await partsOf(c)
    const [catalogue, prototypes] = await Promise.all([parts.catalogue(), parts.prototypes()])
    c.header('cache-control', CACHE)
    return c.json({
      intents: prototypes.map(({ exemplars, ...named }) => ({
        ...named,
        exemplars: exemplars.map((i) => catalogue.ids[i]),
      })),
    })
  })

function partsOf(c: Context<Edge>): Promise<Parts> {
  const catalogue = c.req.param('catalogue') ?? ''
  return currentParts(r2Storage(c.env.PACKS, catalogue), catalogue)
}

function limitOf(c: Context): number {
  const text = c.req.query('limit') ?? '20'
  const limit = Number(text)
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit
  throw new Problem(422, 'Bad limit', `limit "${text}" is no whole number from 1 to 100`)
}

const places = new WeakMap<Catalogue, Map<string, number>>()

function indexOf(catalogue: Catalogue): Map<string, number> {
  let index = places.get(catalogue)
  if (!index) {
    index = new Map(catalogue.ids.map((id, i) => [id, i]))
    places.set(catalogue, index)
  }
  return index
}
