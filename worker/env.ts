import type { R2Bucket } from '@cloudflare/workers-types'
import type { RequestIdVariables } from 'hono/request-id'

/** The Worker's bindings (`wrangler.toml`) and what middleware sets. */
export interface Edge {
  Bindings: {
    /** R2 bucket of all packs. */
    PACKS: R2Bucket
    /** Secret of the admin routes; they are closed without it. */
    ADMIN_TOKEN?: string
  }
  Variables: RequestIdVariables
}
