import { parseFileName } from '@tacit-rec/pack'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { Problem } from '../../problem.ts'
import { PackFileName } from '../../schemas.ts'
import { uploadOf } from '../../upload.ts'
import { maxBody } from './body.ts'
import { requireRoom } from './room.ts'

const MAX_FILE = 64 << 20
/** Younger files are safe from `tacit gc`, so that they need not be written again. */
const FRESH_MS = 24 * 3_600_000

const Stored = v.object({ name: v.string(), bytes: v.number() })

/** Stores a file under the hash of its content. */
export const upload = new Hono<Edge>().put(
  '/files/:name',
  describeRoute({
    summary: 'Upload a pack file; what is uploaded is not deleted for 48 hours',
    body: { 'application/octet-stream': null },
    answers: {
      200: { description: 'It was already stored', schema: Stored },
      201: { description: 'Stored', schema: Stored },
    },
    problems: {
      413: 'The body is too large, or exceeds a limit of the tenant',
      422: 'The name is not valid, or its hash is not that of the body',
    },
  }),
  validate('param', v.object({ name: PackFileName })),
  maxBody(MAX_FILE),
  requireRoom,
  async (c) => {
    const { name } = c.req.valid('param')
    const parsed = parseFileName(name)
    if (!parsed) throw new Problem(422, 'Bad name', `"${name}" has another extension than its role`)
    const upload = await uploadOf(c.req.raw, parsed.hash)
    const { sha256, bytes } = upload
    const { storage } = c.var
    const stat = await storage.stat(name)
    const stored = stat?.sha256 === sha256 && stat.size === bytes
    if (stored && Date.now() - stat.uploaded.getTime() < FRESH_MS) await upload.cancel()
    else if (!(await storage.put(name, upload.body, upload)))
      throw new Problem(422, 'Bad hash', `the body is not ${bytes} bytes with SHA-256 ${sha256}`)
    const answer: v.InferOutput<typeof Stored> = { name, bytes }
    return c.json(answer, stored ? 200 : 201)
  },
)
