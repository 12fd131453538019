import {
  ENVELOPE_TYPE,
  EnvelopeSchema,
  ManifestSchema,
  TacitError,
  verifyEnvelope,
} from '@tacit-rec/pack'
import { Hono } from 'hono/quick'
import * as v from 'valibot'
import { purge } from '../../cache.ts'
import { describeRoute, validate } from '../../declare.ts'
import type { Edge } from '../../env.ts'
import { type Current, placeAfter, readSigned, type Signed } from '../../pointer.ts'
import { Problem } from '../../problem.ts'
import { Force } from '../../schemas.ts'
import type { Storage } from '../../storage.ts'
import type { Tenant } from '../../tenants.ts'
import { MAX_ENVELOPE, MAX_MANIFEST, maxBody } from './body.ts'

/** A sequence may skip this many. One more may be a mistake that blocks the catalogue for good. */
const MAX_JUMP = 2 ** 20

const Promoted = v.object({
  name: v.string(),
  sequence: v.number(),
  sha256: v.pipe(v.string(), v.description("SHA-256 of the manifest's exact bytes")),
})

/** Makes an uploaded pack current. */
export const promote = new Hono<Edge>().post(
  '/promote',
  describeRoute({
    summary: 'Make an uploaded pack current; the body is its manifest, bare or in an envelope',
    body: { 'application/json': ManifestSchema, [ENVELOPE_TYPE]: EnvelopeSchema },
    answers: { 200: { description: 'The pack is current', schema: Promoted } },
    problems: {
      409: 'The sequence or `previous` contradicts what is current',
      413: 'The manifest is too large, or the pack exceeds a limit of the tenant',
      422: 'The manifest is not valid, or a file is missing or differs',
    },
  }),
  validate('query', v.object({ force: Force })),
  maxBody(MAX_ENVELOPE),
  async (c) => {
    const { storage, tenant } = c.var
    const { force } = c.req.valid('query')
    const next = await read(new Uint8Array(await c.req.arrayBuffer()), tenant)
    for (;;) {
      const current = await storage.current()
      const isLive = current?.sha256 === next.sha256
      const isSame = isLive && sameBytes(current.envelope, next.envelope)
      if (!isSame) {
        if (!isLive) checkChain(current, next, force)
        checkSigned(current, next, force)
        await checkFiles(storage, next)
        // Another was promoted meanwhile: compare with that one.
        if (!(await storage.promote(next, current))) continue
        await purge(c)
      }
      const { name, sequence } = next.manifest
      return c.json<v.InferOutput<typeof Promoted>>({ name, sequence, sha256: next.sha256 })
    }
  },
)

async function read(body: Uint8Array<ArrayBuffer>, tenant: Tenant | null): Promise<Signed> {
  try {
    const next = await readSigned(body)
    if (next.bytes.length > MAX_MANIFEST) throw tooLarge()
    if (tenant && tenant.signers.length > 0) {
      const { keyids } = await verifyEnvelope(body, tenant.signers)
      next.keyids = keyids
    }
    const { items } = next.manifest
    const max = tenant?.limits.items ?? Number.POSITIVE_INFINITY
    if (items > max)
      throw new Problem(
        413,
        'Too large',
        `the pack has ${items} items, more than the ${max} allowed: publish fewer, or ask the operator`,
      )
    return next
  } catch (error) {
    if (error instanceof TacitError && body.length > MAX_MANIFEST) throw tooLarge()
    if (error instanceof TacitError) throw new Problem(422, 'Pack refused', error.message)
    throw error
  }
}

function tooLarge(): Problem {
  return new Problem(413, 'Too large', `a manifest must have at most ${MAX_MANIFEST} bytes`)
}

/** @throws Problem 409 if the manifest does not continue the chains of its keys */
function checkChain(current: Current | null, next: Signed, force: boolean): void {
  const { sequence } = next.manifest
  const place = placeAfter(current, next)
  const chains = next.keyids.map((keyid) => current?.seen[keyid]?.sequence ?? 0)
  const highest = Math.max(...chains)
  if (place === 'rolled-back')
    throw new Problem(
      409,
      'Sequence too low',
      `sequence ${sequence} is not above the current ${highest}: raise it; to roll back, run ` +
        'tacit rollback',
    )
  if (place === 'forked')
    throw new Problem(
      409,
      'Forked',
      sequence === highest
        ? `another manifest of sequence ${sequence} is current: publish again`
        : `sequence ${sequence} names another manifest before it than the one that is current ` +
            `(${current?.sha256.slice(0, 16)}…): publish again`,
    )
  checkJump(Math.max(highest, current?.manifest.sequence ?? 0), next, force)
}

function checkJump(from: number, { manifest: { sequence } }: Signed, force: boolean): void {
  if (force || sequence - from <= MAX_JUMP) return
  throw new Problem(
    409,
    'Sequence too high',
    `sequence ${sequence} leaps ahead of ${from} by more than ${MAX_JUMP}, which can block later ` +
      'packs: lower it, or add ?force=true',
  )
}

/** @throws Problem 409 if pages that pin a key would get nothing that is signed */
function checkSigned(current: Current | null, next: Signed, force: boolean): void {
  if (force || !current?.envelope || next.envelope) return
  throw new Problem(
    409,
    'Not signed',
    'the current manifest is signed and this one is not, so pages that pin a key would refuse it: ' +
      'sign it, or add ?force=true',
  )
}

/** Compares sizes and checksums of the stored files with the manifest; reads no file. */
async function checkFiles(storage: Storage, { manifest: { files } }: Signed): Promise<void> {
  const stats = await storage.stats(files.map(({ name }) => name))
  const found = files.flatMap(({ name, bytes, sha256 }) => {
    const stat = stats.get(name)
    if (!stat) return `${name} is not stored`
    if (stat.size !== bytes) return `${name} is stored with ${stat.size} bytes, not ${bytes}`
    if (stat.sha256 === null) return `${name} is stored without a checksum`
    return stat.sha256 === sha256 ? [] : `${name} is stored with another SHA-256`
  })
  if (found.length === 0) return
  const more = found.length > 5 ? `, and ${found.length - 5} more` : ''
  throw new Problem(
    422,
    found[0].endsWith('is not stored') ? 'File missing' : 'File differs',
    `${found.slice(0, 5).join(', ')}${more}: upload first`,
  )
}

function sameBytes(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (!a || !b) return a === b
  return a.length === b.length && a.every((byte, at) => byte === b[at])
}
