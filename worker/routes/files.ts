import { parseFileName } from '@tacit-rec/pack'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { describeRoute, validate } from '../declare.ts'
import type { Edge } from '../env.ts'
import { filesBase } from '../files-base.ts'
import { contentTypeOf, exactly, FOREVER, MINUTES, precondition } from '../http.ts'
import { Problem } from '../problem.ts'
import { requestedRange, sliceOf } from '../range.ts'
import type { OpenFile, Storage } from '../storage.ts'
import { damageOf } from '../whole.ts'

const types = ['application/octet-stream', 'application/json']

/** The pack's files: public, so that any cache can answer. A file costs one operation of R2. */
export const files = new Hono<Edge>().get(
  '/files/:name',
  describeRoute({
    summary: 'Get a pack file; immutable, supports Range and HEAD',
    answers: {
      200: { description: 'The file', types },
      206: { description: 'The range', types },
      304: { description: 'Not modified', types: [] },
      307: { description: 'The file is served from FILES_BASE', types: [] },
    },
    problems: {
      404: 'No such file',
      412: 'If-Match names another file',
      416: 'The range is outside the file',
      503: 'The stored bytes are not those of the name',
    },
  }),
  validate(
    'param',
    v.object({ name: v.pipe(v.string(), v.description('Name of the file in the manifest')) }),
  ),
  async (c) => {
    const { storage } = c.var
    const { name } = c.req.valid('param')
    if (!parseFileName(name)) throw notStored(name)
    const base = filesBase(c)
    if (base) return c.body(null, 307, { location: base + name, 'cache-control': MINUTES })

    const etag = `"${name}"`
    const isHead = c.req.method === 'HEAD'
    const failed = precondition(c, etag)
    const range = failed ? undefined : requestedRange(c, etag)
    const file = await open(storage, name, {
      range,
      part: isHead ? 'stat' : failed || isEmpty(range) ? 'nothing' : 'body',
    })
    const size = file.size
    const headers = { etag, 'cache-control': FOREVER, 'accept-ranges': 'bytes' }
    if (failed === 304) return c.body(null, 304, headers)
    if (failed === 412)
      throw new Problem(412, 'Other file', `if-match does not name "${name}": leave it out`)

    const slice = range ? sliceOf(range, size) : { offset: 0, length: size }
    if (!slice) {
      await file.body?.cancel()
      throw outside(c.req.header('range')!, size)
    }
    const content = {
      ...headers,
      'content-type': contentTypeOf(name),
      'content-length': String(slice.length),
    }
    if (isHead) return c.body(null, 200, content)
    const body = exactly(file.body!, slice.length)
    if (!range) return c.body(body, 200, content)
    const last = slice.offset + slice.length - 1
    return c.body(body, 206, {
      ...content,
      'content-range': `bytes ${slice.offset}-${last}/${size}`,
    })
  },
)

interface Wanted {
  range?: Parameters<typeof sliceOf>[0]
  /** `stat` costs a head, the others a get. */
  part: 'stat' | 'nothing' | 'body'
}

/** @throws Problem 404, or 503 if the stored bytes are not those that the name promises */
async function open(storage: Storage, name: string, { range, part }: Wanted): Promise<OpenFile> {
  const stat = part === 'stat' ? await storage.stat(name) : null
  const file =
    part === 'stat'
      ? stat && { ...stat, body: null }
      : await storage.open(name, { range, body: part === 'body' })
  if (!file) throw notStored(name)
  const damage = await damageOf(storage, name, file)
  if (!damage) return file
  await file.body?.cancel()
  throw new Problem(503, 'File damaged', `${name} ${damage}: publish the pack again`)
}

/** `bytes=-0`: no file has such a range, and R2 refuses to look. */
function isEmpty(range: Wanted['range']): boolean {
  return range !== undefined && 'suffix' in range && range.suffix === 0
}

function notStored(name: string): Problem {
  const shown = name.slice(0, 100)
  return new Problem(404, 'No such file', `"${shown}" is not stored: read the manifest again`)
}

function outside(header: string, size: number): Problem {
  return new Problem(
    416,
    'Range not satisfiable',
    `range "${header.slice(0, 100)}" is outside the file: it has ${size} bytes`,
    { 'content-range': `bytes */${size}` },
  )
}
