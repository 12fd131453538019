import { parseFileName, sha256Hex } from '@tacit-rec/pack'
import { Hono } from 'hono'
import * as v from 'valibot'
import { describeRoute, validate } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { Problem } from '../../problem.ts'
import { maxBody } from './body.ts'
import { requireRoom } from './room.ts'

const MAX_FILE = 64 << 20

const Stored = v.object({ name: v.string(), bytes: v.number() })

/** Stores a file under the hash of its content. */
export const upload = new Hono<Edge>().put(
  '/files/:name',
  describeRoute({
    summary: 'Upload a pack file',
    answers: {
      200: { description: 'It was already stored', schema: Stored },
      201: { description: 'Stored', schema: Stored },
    },
    problems: { 422: 'The name is not valid, or its hash is not that of the body' },
  }),
  validate('param', v.object({ name: v.pipe(v.string(), v.description('ROLE.HASH.EXTENSION')) })),
  maxBody(MAX_FILE),
  requireRoom,
  async (c) => {
    const { name } = c.req.valid('param')
    const parsed = parseFileName(name)
    if (!parsed) throw new Problem(422, 'Bad name', `"${name}" is not a name of a pack file`)
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    const hash = await sha256Hex(bytes)
    if (!hash.startsWith(parsed.hash))
      throw new Problem(422, 'Bad hash', `the body's SHA-256 is ${hash}, but its name is "${name}"`)
    const { storage } = c.var
    const stored = (await storage.stat(name))?.sha256 === hash
    await storage.put(name, bytes, { sha256: hash, bytes: bytes.length })
    const answer: v.InferOutput<typeof Stored> = { name, bytes: bytes.length }
    return c.json(answer, stored ? 200 : 201)
  },
)
