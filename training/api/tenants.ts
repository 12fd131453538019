import {
  type AddedTenant,
  addTenant,
  listTenants,
  revokeTenant,
  type TenantRecord,
  type TenantSettings,
  tenantClient,
} from '../publish/index.ts'

export interface TenantsOptions {
  /** The edge's address. */
  to: string
  /** Value of the edge's ADMIN_TOKEN secret. */
  token: string
}

export interface AddTenantOptions extends TenantsOptions, TenantSettings {
  /** Name of the catalogue. */
  catalogue: string
}

export interface RevokeTenantOptions extends TenantsOptions {
  catalogue: string
  /** Id of a key. Default: all keys. */
  key?: string
}

/**
 * Keys, origins and limits of catalogues that share an edge. A key opens the admin routes of its own
 * catalogue only.
 *
 * @throws TacitError `publish/…`
 * @example
 * const { key } = await tenants.add({ to, token, catalogue: 'shoes' })
 */
export const tenants = {
  async list({ to, token }: TenantsOptions): Promise<TenantRecord[]> {
    return listTenants(tenantClient(to, token))
  },

  /** Adds a key, which is shown once: the edge keeps its hash. */
  async add({ to, token, catalogue, ...settings }: AddTenantOptions): Promise<AddedTenant> {
    return addTenant(tenantClient(to, token), catalogue, settings)
  },

  async revoke({ to, token, catalogue, key }: RevokeTenantOptions): Promise<TenantRecord> {
    return revokeTenant(tenantClient(to, token), catalogue, key)
  },
}

export type { AddedTenant, TenantRecord }
