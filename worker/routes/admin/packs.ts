import { EnvelopeSchema, ManifestSchema } from '@tacit-rec/pack'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { readSigned } from '../../pointer.ts'
import { Problem } from '../../problem.ts'
import { PackFileName } from '../../schemas.ts'
import type { Storage } from '../../storage.ts'

const Uploaded = v.pipe(v.string(), v.isoTimestamp(), v.description('When it was stored'))

const Packs = v.object({
  live: v.nullable(
    v.object({
      sequence: v.number(),
      sha256: v.pipe(v.string(), v.description("SHA-256 of the manifest's exact bytes")),
      keys: v.pipe(v.array(v.string()), v.description('Keys that signed it; none: it is bare')),
      highest: v.pipe(
        v.record(v.string(), v.number()),
        v.description('Highest sequence by key; the key of bare manifests is empty'),
      ),
      manifest: v.pipe(v.looseObject({}), v.description('The manifest')),
    }),
  ),
  manifests: v.pipe(
    v.array(v.object({ name: v.string(), bytes: v.number(), uploaded: Uploaded })),
    v.description('Every manifest that has been current, in the order of promotion'),
  ),
  files: v.array(
    v.object({
      name: v.string(),
      bytes: v.number(),
      sha256: v.nullable(v.string()),
      uploaded: Uploaded,
    }),
  ),
})

const Deleted = v.object({ name: v.string() })

const ManifestName = v.object({
  name: v.pipe(
    v.string(),
    v.regex(/^\d+(\.[0-9a-f]{16})?\.json$/, 'must be a name that admin/packs lists'),
  ),
})
const FileNameParam = v.object({ name: PackFileName })

/** What is stored and what is live, read from storage and never through a cache; and deletion. */
export const packs = new Hono<Edge>()
  .get(
    '/packs',
    describeRoute({
      summary: 'List manifests and files that are stored, and what is live',
      answers: { 200: { description: 'What is stored', schema: Packs } },
    }),
    async (c) => {
      const { storage } = c.var
      const [live, manifests, files] = [
        await storage.current(),
        await listed(storage, 'manifests/'),
        await listed(storage, 'files/'),
      ]
      return c.json<v.InferOutput<typeof Packs>>({
        live: live && {
          sequence: live.manifest.sequence,
          sha256: live.sha256,
          keys: live.envelope ? live.keyids : [],
          highest: Object.fromEntries(
            Object.entries(live.seen).map(([key, { sequence }]) => [key, sequence]),
          ),
          manifest: JSON.parse(new TextDecoder().decode(live.bytes)),
        },
        manifests: manifests
          .map(({ name, bytes, uploaded }) => ({ name, bytes, uploaded }))
          .sort(byPromotion),
        files,
      })
    },
  )
  .get(
    '/manifests/:name',
    describeRoute({
      summary: 'Get an earlier manifest, as it was promoted',
      answers: {
        200: {
          description: 'The manifest, or the envelope that signs it',
          schema: v.union([ManifestSchema, EnvelopeSchema]),
        },
      },
      problems: { 404: 'No such manifest', 422: 'The name is not valid' },
    }),
    validate('param', ManifestName),
    async (c) => {
      const { name } = c.req.valid('param')
      const stored = await c.var.storage.archived(name)
      if (!stored) throw notStored(name)
      return c.body(stored, 200, { 'content-type': 'application/json' })
    },
  )
  .delete(
    '/manifests/:name',
    describeRoute({
      summary: 'Delete an earlier manifest; its files stay',
      answers: { 200: { description: 'It is not stored any more', schema: Deleted } },
      problems: { 409: 'It is live', 422: 'The name is not valid' },
    }),
    validate('param', ManifestName),
    async (c) => {
      const { storage } = c.var
      const { name } = c.req.valid('param')
      const [live, archived] = [await storage.current(), await storage.archived(name)]
      if (live && archived && (await readSigned(archived)).sha256 === live.sha256)
        throw isLive(name)
      await storage.delete([`manifests/${name}`])
      return c.json<v.InferOutput<typeof Deleted>>({ name })
    },
  )
  .delete(
    '/files/:name',
    describeRoute({
      summary: 'Delete a file that the live pack does not list',
      answers: { 200: { description: 'It is not stored any more', schema: Deleted } },
      problems: { 409: 'It is live', 422: 'The name is not valid' },
    }),
    validate('param', FileNameParam),
    async (c) => {
      const { storage } = c.var
      const { name } = c.req.valid('param')
      const live = await storage.current()
      if (live?.manifest.files.some((file) => file.name === name)) throw isLive(name)
      await storage.delete([`files/${name}`])
      return c.json<v.InferOutput<typeof Deleted>>({ name })
    },
  )

async function listed(storage: Storage, prefix: 'files/' | 'manifests/') {
  const objects = []
  for await (const { key, size, sha256, uploaded } of storage.list(prefix))
    objects.push({
      name: key.slice(prefix.length),
      bytes: size,
      sha256,
      uploaded: uploaded.toISOString(),
    })
  return objects
}

function notStored(name: string): Problem {
  return new Problem(404, 'Not stored', `"${name}" is not stored: admin/packs lists what is`)
}

function isLive(name: string): Problem {
  return new Problem(409, 'Live', `${name} belongs to the live pack: promote another one first`)
}

/** By time, and within a millisecond by sequence. */
function byPromotion(a: { name: string; uploaded: string }, b: typeof a): number {
  const sequence = ({ name }: { name: string }) => Number(name.split('.')[0])
  if (a.uploaded === b.uploaded) return sequence(a) - sequence(b)
  return a.uploaded < b.uploaded ? -1 : 1
}
