import type { R2Bucket } from '@cloudflare/workers-types'
import type { RequestIdVariables } from 'hono/request-id'
import type { Storage } from './storage.ts'
import type { Tenant } from './tenants.ts'

/** The Worker's bindings (`wrangler.toml`) and the variables that its middleware sets. */
export interface Edge {
  Bindings: {
    /** R2 bucket of all packs. */
    PACKS: R2Bucket
    /** Secret of the admin routes. Without it they answer 503. */
    ADMIN_TOKEN?: string
  }
  Variables: RequestIdVariables & {
    /** Storage of the catalogue that the path names. */
    storage: Storage
    /** Record of the catalogue's tenant, on admin routes; null if it has none. */
    tenant: Tenant | null
  }
}
