import { type Command, InvalidArgumentError } from 'commander'
import { type UpdateOptions, update } from '../api/index.ts'
import { ID_JOINS, type IdJoin } from '../data/index.ts'
import type { Shown } from './bars.ts'
import { withJsonFlag, withMapFlag } from './flags.ts'
import { print } from './output.ts'
import { names } from './parse.ts'

type Flags = Omit<UpdateOptions, 'pack' | 'items'> & { json?: boolean }

export function addUpdate(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('update')
    .description('add, change or remove items of a pack in seconds, without training')
    .argument('<pack>', 'folder of the pack')
    .argument('<items>', 'file of new and changed items')
  withJsonFlag(withMapFlag(command))
    .option('--remove-missing', 'remove the items that the file lacks')
    .option('--force', 'remove more than a tenth of the items; add ids that nearly meet the pack')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--join-ids <forms>', `join ids that differ in ${ID_JOINS.join(', ')}`, idJoins)
    .option('--keep <columns>', 'item columns to publish beside the known ones', names)
    .option('--keep-anyway', 'publish columns of --keep that look private')
    .option('--strict', 'refuse the file for the first row that cannot be used')
    .action(async (pack: string, items: string, { json, ...options }: Flags) =>
      print(await update({ ...options, pack, items, progress }), json),
    )
}

function idJoins(text: string): IdJoin[] {
  return names(text).map((name) => {
    const join = ID_JOINS.find((known) => known === name)
    if (join) return join
    throw new InvalidArgumentError(`"${name}" is no way to join: use ${ID_JOINS.join(', ')}.`)
  })
}
