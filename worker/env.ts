import type { R2Bucket, RateLimit } from '@cloudflare/workers-types'
import type { Storage } from './storage.ts'
import type { Tenant } from './tenants.ts'

/** The Worker's bindings (`wrangler.toml`) and the variables that its middleware sets. */
export interface Edge {
  Bindings: {
    /** R2 bucket of all packs. */
    PACKS: R2Bucket
    /** Secret of the admin routes. Without it they answer 503. */
    ADMIN_TOKEN?: string
    /** Serves files from here instead of from the Worker: `https://packs.example.com`, `/packs`. */
    FILES_BASE?: string
    /** Catalogues that `POST rank` serves, separated by commas; `*`: all. Without it none. */
    RANK?: string
    /** Bounds what reaches the Worker, by catalogue. Without it nothing is bounded. */
    RATE_LIMIT?: RateLimit
  }
  Variables: {
    /** Storage of the catalogue that the path names. */
    storage: Storage
    /** Record of the catalogue's tenant, on admin routes; null if it has none. */
    tenant: Tenant | null
  }
}
