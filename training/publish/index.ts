export { type Collected, collectGarbage } from './gc.ts'
export { listPacks, type PackListing } from './packs.ts'
export { type Published, publishPack } from './publish.ts'
export { releasesAt } from './releases.ts'
export { type RolledBack, rollBack } from './rollback.ts'
export {
  type AddedTenant,
  addTenant,
  listTenants,
  revokeTenant,
  type TenantRecord,
  type TenantSettings,
  tenantClient,
} from './tenants.ts'
