import type { Command } from 'commander'
import { DEFAULTS, type KeysResult, keys } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print, table } from './output.ts'

interface Flags {
  keys: string
  json?: boolean
}

export function addKeys(tacit: Command, _progress: Shown): void {
  const group = tacit
    .command('keys')
    .description('make, list and rotate the keys that sign packs; private keys are never shown')
  withExamples(group, 'tacit keys new', 'tacit keys list', 'tacit keys rotate')
  const add = (name: string, description: string) =>
    withJsonFlag(
      group
        .command(name)
        .description(description)
        .option('--keys <folder>', 'folder of the keys', DEFAULTS.keys),
    )
  add('new', 'make the first key').action(async ({ keys: folder, json }: Flags) => {
    show(await keys.create({ folder }), json)
  })
  add('list', 'list keys, with what pages pin').action(async ({ keys: folder, json }: Flags) => {
    show(await keys.list({ folder }), json)
  })
  add('rotate', 'make another key: both sign until one is retired').action(
    async ({ keys: folder, json }: Flags) => {
      show(await keys.rotate({ folder }), json, ROTATE)
    },
  )
  add('retire', 'take a key out of signing')
    .argument('<keyid>', 'name of the key')
    .action(async (keyid: string, { keys: folder, json }: Flags) => {
      show(await keys.retire({ folder, keyid }), json)
    })
}

const ROTATE = `
Next: publish, which signs with both keys; pin both on every page; when no page pins the old key
alone, run tacit keys retire OLD and pin the new key only.`

function show(result: KeysResult, json?: boolean, more = ''): void {
  const rows = result.keys.map(({ keyid, created, retired, publicKey }) => [
    keyid,
    created.slice(0, 10),
    retired ? 'retired' : 'signs',
    publicKey,
  ])
  const pinned = result.pin.map((key) => `'${key}'`).join(', ')
  const text =
    rows.length > 0
      ? `${table(['key', 'made', 'state', 'public key'], rows)}\n\npin: keys: [${pinned}]${more}`
      : 'no keys: make one with tacit keys new'
  print(result, json, text)
}
