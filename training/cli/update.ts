import type { Command } from 'commander'
import { type UpdateOptions, update } from '../api/index.ts'
import { ID_JOINS } from '../data/index.ts'
import type { Shown } from './bars.ts'
import { withBadRowFlags, withExamples, withJsonFlag, withMapFlag } from './flags.ts'
import { print } from './output.ts'
import { idJoins, names } from './parse.ts'

type Flags = Omit<UpdateOptions, 'pack' | 'items'> & { json?: boolean }

export function addUpdate(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('update')
    .description('add, change or remove items of a pack in seconds, without training')
    .argument('<pack>', 'folder of the pack')
    .argument('<items>', 'file of new and changed items')
  withExamples(
    command,
    'tacit update pack items.csv',
    'tacit update pack items.csv --remove-missing --dry-run',
  )
  withJsonFlag(withBadRowFlags(withMapFlag(command)))
    .option('--remove-missing', 'remove the items that the file lacks')
    .option('--force', 'remove more than a tenth of the items; add ids that nearly meet the pack')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--join-ids <forms>', `join ids that differ in ${ID_JOINS.join(', ')}`, idJoins)
    .option('--keep <columns>', 'item columns to publish beside the known ones', names)
    .option('--keep-anyway', 'publish columns of --keep that look private')
    .action(async (pack: string, items: string, { json, ...options }: Flags) =>
      print(await update({ ...options, pack, items, progress }), json),
    )
}
