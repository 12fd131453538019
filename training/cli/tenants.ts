import type { Command } from 'commander'
import { type AddedTenant, type TenantRecord, tenants } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print, table } from './output.ts'
import { listed, wholeNumber } from './parse.ts'

interface Flags {
  to: string
  json?: boolean
}

interface AddFlags extends Flags {
  origin?: string[]
  signer?: string[]
  maxBytes?: number
  maxItems?: number
}

const token = () => process.env.TACIT_TOKEN ?? ''

export function addTenants(tacit: Command, _progress: Shown): void {
  const group = tacit
    .command('tenants')
    .description('keys, origins and limits of catalogues that share an edge (token: ADMIN_TOKEN)')
  withExamples(
    group,
    'tacit tenants add shoes --to https://edge.example --origin https://shoes.example',
    'tacit tenants revoke shoes 3ba3f5f4 --to https://edge.example',
  )
  const add = (name: string, description: string) =>
    withJsonFlag(group.command(name).description(description)).requiredOption(
      '--to <url>',
      "the edge's address",
    )

  add('add', 'add a key to a catalogue; it is shown once')
    .argument('<catalogue>', 'name of the catalogue')
    .option('--origin <origin>', 'page that may call the dynamic routes; repeat it', listed)
    .option('--signer <key>', 'public key that must sign what is promoted; repeat it', listed)
    .option('--max-bytes <n>', 'max bytes of all files', wholeNumber(1))
    .option('--max-items <n>', 'max items of a pack', wholeNumber(1))
    .action(async (catalogue: string, { to, json, ...flags }: AddFlags) => {
      const { origin: origins, signer: signers, maxBytes: bytes, maxItems: items } = flags
      const limits = bytes === undefined && items === undefined ? undefined : { bytes, items }
      const settings = { origins, signers, limits }
      const added = await tenants.add({ to, token: token(), catalogue, ...settings })
      print(added, json, keyOf(added))
    })

  add('list', 'list catalogues with keys, origins or limits of their own').action(
    async ({ to, json }: Flags) => {
      const all = await tenants.list({ to, token: token() })
      print({ tenants: all }, json, rowsOf(all))
    },
  )

  add('revoke', 'revoke a key of a catalogue, or all of them')
    .argument('<catalogue>', 'name of the catalogue')
    .argument('[key]', 'id of the key (default: all)')
    .action(async (catalogue: string, key: string | undefined, { to, json }: Flags) => {
      const record = await tenants.revoke({ to, token: token(), catalogue, key })
      print(record, json, rowsOf([record]))
    })
}

function keyOf({ catalogue, key }: AddedTenant): string {
  return `key of ${catalogue}, shown this once:\n${key}`
}

function rowsOf(all: readonly TenantRecord[]): string {
  if (all.length === 0) return 'no tenants'
  const rows = all.map(({ catalogue, keys, origins, limits, signers }) => [
    catalogue,
    keys.map(({ id }) => id).join(', ') || 'none',
    origins.join(', ') || 'any',
    Object.entries(limits)
      .map(([name, value]) => `${value} ${name}`)
      .join(', ') || 'none',
    signers.length,
  ])
  return table(['catalogue', 'keys', 'origins', 'limits', 'signers'], rows)
}
