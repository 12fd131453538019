import { itemPrototypes, popularItems, type Ranked, similarItems } from '@tacit-rec/engine'
import {
  type Catalogue,
  factsOf,
  inCategory,
  isListed,
  type ListEntry,
  type Lookup,
  packParts,
} from '@tacit-rec/pack'
import type { Current } from './pointer.ts'
import { readPublished } from './published.ts'
import type { Storage } from './storage.ts'

/** Max items of a pack that is decoded as a whole: what fits beside others in an isolate. */
export const MAX_DECODED_ITEMS = 20_000
/** As in an index. */
const MAX_SIMILAR = 50
const MAX_POPULAR = 100

/**
 * Decoded parts by pack, oldest pack first. Never a promise: see {@link blockCache}.
 */
const isolate = new Map<string, Map<string, unknown>>()
const MAX_PACKS = 2

/**
 * Answers what an index would, from a pack that has none: decodes the files that a method needs. They
 * stay in the isolate until other packs take their place; a load that fails or is cancelled leaves
 * nothing behind.
 */
export function decodedLookup(storage: Storage, { manifest, version }: Current): Lookup {
  const once = onceIn(decodedOf(`${storage.catalogue}/${version}`))
  const files = packParts(manifest, (name) => readPublished(storage, name))
  const ids = once('ids', files.ids)
  const byId = once('rows', async () => new Map((await ids()).map((id, row) => [id, row])))
  const catalogue = once('catalogue', async () => files.details(await files.facts(await ids())))
  const items = once('items', files.items)
  const popularity = once('popularity', files.popularity)
  const neighbours = once('neighbours', files.neighbours)
  const prototypes = once('prototypes', files.prototypes)
  const prototypeVectors = once('prototypeVectors', files.prototypeVectors)
  return {
    async rows(wanted) {
      const rows = await byId()
      return wanted.map((id) => rows.get(id))
    },
    async facts(rows) {
      const columns = await catalogue()
      return rows.map((row) => factsOf(columns, row))
    },
    async embeddings(rows) {
      const table = await items()
      const pack = { manifest, items: table, prototypeVectors: await prototypeVectors() }
      return rows.map((row) => ({
        vector: Float32Array.from(
          table.vectors.subarray(row * manifest.dim, (row + 1) * manifest.dim),
          (value) => table.scale[row] * value,
        ),
        near: itemPrototypes(pack, row),
      }))
    },
    async similar(row) {
      const model = { manifest, items: await items(), neighbours: await neighbours() }
      const find = (accepts: (item: number) => boolean) =>
        similarItems(model, row, MAX_SIMILAR, accepts)
      return listOf(await catalogue(), find)
    },
    async popular(category) {
      const columns = await catalogue()
      const users = { popularity: await popularity() }
      return listOf(columns, (accepts) =>
        popularItems(
          users,
          MAX_POPULAR,
          (item) => accepts(item) && isInside(columns, item, category),
        ),
      )
    },
    async intents(numbers) {
      const [named, columns] = await Promise.all([prototypes(), catalogue()])
      return numbers.map((number) => {
        const { exemplars, ...intent } = named[number]
        const listed = exemplars.filter((item) => isListed(columns, item))
        return { ...intent, exemplars: listed.map((item) => columns.ids[item]) }
      })
    },
    async unlisted() {
      const columns = await catalogue()
      return (row) => !isListed(columns, row)
    },
  }
}

function isInside(catalogue: Catalogue, item: number, category: string): boolean {
  return category === '' || inCategory(catalogue, item, category)
}

/** The best listed items, with the unlisted ones that are among the best of all. */
function listOf(
  catalogue: Catalogue,
  find: (accepts: (item: number) => boolean) => Ranked[],
): ListEntry[] {
  const isUnlisted = (item: number) => !isListed(catalogue, item)
  const hidden = find(() => true).filter(({ item }) => isUnlisted(item))
  return [...find((item) => !isUnlisted(item)), ...hidden]
    .map(({ item, score }) => ({ row: item, score, unlisted: isUnlisted(item) }))
    .sort((a, b) => b.score - a.score || a.row - b.row)
}

function decodedOf(key: string): Map<string, unknown> {
  const held = isolate.get(key)
  if (held) return held
  if (isolate.size >= MAX_PACKS) isolate.delete(isolate.keys().next().value!)
  const decoded = new Map<string, unknown>()
  isolate.set(key, decoded)
  return decoded
}

/** Makes each value once in a request, and not at all where an earlier request did. */
function onceIn(decoded: Map<string, unknown>) {
  // Promises of this request alone.
  const loading = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>): (() => Promise<T>) =>
    async () => {
      if (!decoded.has(name)) {
        const made = loading.get(name) ?? make()
        loading.set(name, made)
        decoded.set(name, await made)
      }
      return decoded.get(name) as T
    }
}
