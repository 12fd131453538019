import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import { type EdgeClient, edgeClient, tenantsUrl } from './edge.ts'

const LimitsSchema = v.object({ bytes: v.optional(v.number()), items: v.optional(v.number()) })
const TenantSchema = v.object({
  catalogue: v.string(),
  keys: v.array(v.object({ id: v.string(), created: v.string() })),
  origins: v.array(v.string()),
  limits: LimitsSchema,
  signers: v.array(v.string()),
})

/** A catalogue's keys (by id), origins and limits. */
export type TenantRecord = v.InferOutput<typeof TenantSchema>

/** What `addTenant` sets; what is left out stays as it is. */
export interface TenantSettings {
  /** Pages that may call the dynamic routes; empty: any. */
  origins?: readonly string[]
  /** Max bytes of all files, max items of a pack. */
  limits?: v.InferOutput<typeof LimitsSchema>
  /** Public keys of which one must have signed what is promoted. */
  signers?: readonly string[]
}

export interface AddedTenant extends TenantRecord {
  /** The new key, of which the edge keeps only a hash. */
  key: string
}

/** The records of an edge that its ADMIN_TOKEN opens. */
export function tenantClient(to: string, token: string): EdgeClient {
  return edgeClient(tenantsUrl(to), token)
}

export async function listTenants(edge: EdgeClient): Promise<TenantRecord[]> {
  const response = await edge.send('', 'list tenants')
  return v.parse(v.object({ tenants: v.array(TenantSchema) }), await response.json()).tenants
}

/** Adds a key to a catalogue. Another key of the same catalogue stays valid. */
export async function addTenant(
  edge: EdgeClient,
  catalogue: string,
  settings: TenantSettings,
): Promise<AddedTenant> {
  const key = randomBytes(32).toString('base64url')
  const init = { method: 'PUT', body: JSON.stringify({ ...settings, key }) }
  const response = await edge.send(`/${catalogue}`, `add tenant ${catalogue}`, init)
  return { ...v.parse(TenantSchema, await response.json()), key }
}

/** @param key id of a key; all keys without */
export async function revokeTenant(
  edge: EdgeClient,
  catalogue: string,
  key?: string,
): Promise<TenantRecord> {
  const query = key === undefined ? '' : `?key=${encodeURIComponent(key)}`
  const init = { method: 'DELETE' }
  const response = await edge.send(`/${catalogue}${query}`, `revoke ${catalogue}`, init)
  return v.parse(TenantSchema, await response.json())
}
