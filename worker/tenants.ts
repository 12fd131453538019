import type { R2Bucket } from '@cloudflare/workers-types'
import { sha256Hex } from '@tacit-rec/pack'
import * as v from 'valibot'

/** Objects of tenants. No catalogue's name begins with `_`. */
const PREFIX = '_tenants/'
export const MIN_KEY = 32
const MAX_KEYS = 20

const ORIGIN = 'must be an origin such as https://shop.example, without a path'
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const origin = v.pipe(
  v.string(),
  v.regex(/^https?:\/\/[^/\s]+$/, ORIGIN),
  v.check((text) => URL.canParse(text) && new URL(text).origin === text, ORIGIN),
)

/** `object` alone takes a list for an object without fields. */
const noList = v.check<unknown, string>((value) => !Array.isArray(value), 'must not be a list')

const Limits = v.strictObject({
  /** Max bytes of all stored files. */
  bytes: v.optional(whole),
  /** Max items of a pack. */
  items: v.optional(whole),
})
export const LimitsSchema = v.pipe(v.unknown(), noList, Limits)
export const OriginsSchema = v.pipe(v.array(origin), v.maxLength(50))
export const SignersSchema = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(/^ed25519:[\w-]{43}$/, 'must be a public key as tacit keys list prints it'),
    ),
  ),
  v.maxLength(10),
)

const TenantSchema = v.object({
  /** Who may publish. Only hashes are stored. */
  keys: v.pipe(
    v.array(v.object({ id: v.string(), sha256: v.string(), created: v.string() })),
    v.maxLength(MAX_KEYS, `must be at most ${MAX_KEYS} keys: revoke some`),
  ),
  /** Pages that may call the dynamic routes; empty: any. */
  origins: OriginsSchema,
  limits: LimitsSchema,
  /** Public keys of which one must have signed what is promoted; empty: none. */
  signers: SignersSchema,
})

/** A catalogue's keys, origins and limits. */
export type Tenant = v.InferOutput<typeof TenantSchema>

export const NO_TENANT: Tenant = { keys: [], origins: [], limits: {}, signers: [] }

export async function readTenant(bucket: R2Bucket, catalogue: string): Promise<Tenant | null> {
  return (await readVersion(bucket, catalogue))?.tenant ?? null
}

async function readVersion(bucket: R2Bucket, catalogue: string) {
  const object = await bucket.get(`${PREFIX}${catalogue}.json`)
  if (!object) return null
  return { tenant: v.parse(TenantSchema, await object.json()), version: object.etag }
}

/** Changes a record, again if somebody else changed it meanwhile. @returns the new record */
export async function changeTenant(
  bucket: R2Bucket,
  catalogue: string,
  change: (tenant: Tenant) => Tenant,
): Promise<Tenant> {
  for (;;) {
    const before = await readVersion(bucket, catalogue)
    const tenant = v.parse(TenantSchema, change(before?.tenant ?? NO_TENANT))
    const onlyIf = before ? { etagMatches: before.version } : { etagDoesNotMatch: '*' }
    const body = JSON.stringify(tenant)
    if (await bucket.put(`${PREFIX}${catalogue}.json`, body, { onlyIf })) return tenant
  }
}

/** Names of the catalogues that have a record. */
export async function listTenants(bucket: R2Bucket): Promise<string[]> {
  const names: string[] = []
  let cursor: string | undefined
  do {
    const page = await bucket.list({ prefix: PREFIX, cursor })
    for (const { key } of page.objects) names.push(key.slice(PREFIX.length, -'.json'.length))
    cursor = page.truncated ? page.cursor : undefined
  } while (cursor)
  return names
}

/** A key as it is stored. Its id is the start of its hash, which tells nothing of the key. */
export async function hashKey(key: string): Promise<Tenant['keys'][number]> {
  const sha256 = await sha256Hex(new TextEncoder().encode(key))
  return { id: sha256.slice(0, 8), sha256, created: new Date().toISOString() }
}

/** Whether a key is one of the tenant's. Hashes may be compared in any time. */
export async function hasKey({ keys }: Tenant, key: string): Promise<boolean> {
  const { sha256 } = await hashKey(key)
  return keys.some((each) => each.sha256 === sha256)
}
