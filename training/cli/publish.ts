import { type Command, Option } from 'commander'
import {
  DEFAULTS,
  gc,
  type PacksResult,
  packs,
  promote,
  publish,
  rollback,
  type SignOptions,
} from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print, table } from './output.ts'
import { positive, share, wholeNumber } from './parse.ts'

interface EdgeFlags {
  to: string
  json?: boolean
}

/** `--no-keys` is false. */
interface SignFlags extends Omit<SignOptions, 'keys'> {
  keys?: string | false
}

type PublishFlags = EdgeFlags & SignFlags & { share?: number; uploadOnly?: boolean }

const token = () => process.env.TACIT_TOKEN ?? ''

export function addPublish(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('publish')
    .description('upload a pack to an edge and make it live (token in TACIT_TOKEN)')
    .argument('<pack>', 'folder of the pack')
  withExamples(
    command,
    'TACIT_TOKEN=… tacit publish pack --to https://edge.example',
    'tacit publish pack --to https://edge.example --share 10%',
  )
  withShare(withSigning(withEdge(command)))
    .option('--upload-only', 'send files and make nothing live; tacit promote does that')
    .action(async (pack: string, { json, ...flags }: PublishFlags) =>
      print(await publish({ ...signing(flags), pack, token: token(), progress }), json),
    )
}

export function addPromote(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('promote')
    .description('make a pack live whose files were uploaded before')
    .argument('<pack>', 'folder of the pack')
  withExamples(command, 'tacit promote pack --to https://edge.example')
  withShare(withSigning(withEdge(command))).action(
    async (pack: string, { json, ...flags }: PublishFlags) =>
      print(await promote({ ...signing(flags), pack, token: token(), progress }), json),
  )
}

export function addRollback(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('rollback')
    .description('make the files of an earlier pack live again, by a new manifest')
  withExamples(
    command,
    'tacit rollback --to https://edge.example',
    'tacit rollback --to https://edge.example --sequence 41',
  )
  withSigning(withEdge(command))
    .option('--sequence <n>', 'sequence of the pack (default: the one before)', wholeNumber(0))
    .action(async ({ json, ...flags }: EdgeFlags & SignFlags & { sequence?: number }) =>
      print(await rollback({ ...signing(flags), token: token(), progress }), json),
    )
}

export function addPacks(tacit: Command, _progress: Shown): void {
  const command = tacit
    .command('packs')
    .description('list the packs of a catalogue, and which is live')
  withExamples(command, 'tacit packs --to https://edge.example')
  withEdge(command).action(async ({ to, json }: EdgeFlags) => {
    const result = await packs({ to, token: token() })
    print(result, json, listing(result))
  })
}

export function addGc(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('gc')
    .description('delete packs that were superseded long ago, and files that no kept pack lists')
  withExamples(command, 'tacit gc --to https://edge.example --dry-run')
  withEdge(command)
    .option('--keep <n>', 'newest packs to keep', wholeNumber(1), DEFAULTS.keep)
    .option(
      '--hours <n>',
      'keep what was live or uploaded in the last so many hours',
      wholeNumber(0),
      DEFAULTS.hours,
    )
    .option('--dry-run', 'say what would be deleted, and delete nothing')
    .action(
      async ({ json, ...flags }: EdgeFlags & { keep: number; hours: number; dryRun?: boolean }) =>
        print(await gc({ ...flags, token: token(), progress }), json),
    )
}

function withEdge(command: Command): Command {
  return withJsonFlag(command).requiredOption(
    '--to <url>',
    "the edge's address, or …/v1/c/CATALOGUE",
  )
}

function withSigning(command: Command): Command {
  return command
    .option('--keys <folder>', `folder of the keys that sign (default: ${DEFAULTS.keys}, if any)`)
    .option('--no-keys', 'do not sign')
    .option('--expires-in <days>', 'days after which devices take the pack for stale', positive)
    .option('--force', 'skip the guards against mistakes')
}

function withShare(command: Command): Command {
  return command.addOption(
    new Option('--share <share>', 'share of the devices that take the pack, such as 10%').argParser(
      share,
    ),
  )
}

function signing<T extends SignFlags>({ keys, ...flags }: T) {
  // Commander gives true for a `--no-…` flag that is absent.
  const folder = typeof keys === 'string' ? keys : undefined
  return { ...flags, keys: keys === false ? null : folder }
}

function listing({ packs, total, files }: PacksResult): string {
  const rows = packs.map(({ sequence, created, promoted, items, bytes, live, rollback }) => [
    sequence,
    created.slice(0, 16).replace('T', ' '),
    promoted.slice(0, 16).replace('T', ' '),
    items,
    bytes,
    [live ? 'live' : '', rollback === undefined ? '' : `rolled back to ${rollback}`]
      .filter(Boolean)
      .join(', '),
  ])
  const head = ['sequence', 'made', 'promoted', 'items', 'bytes', '']
  const more = total > packs.length ? `\nand ${total - packs.length} older ones` : ''
  return rows.length > 0
    ? `${table(head, rows)}${more}\n${files.count} files, ${files.bytes} bytes`
    : 'no packs'
}
