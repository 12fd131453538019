import type { Command } from 'commander'
import { type UpdateOptions, update } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withJsonFlag, withMapFlag } from './flags.ts'
import { print } from './output.ts'

type Flags = Omit<UpdateOptions, 'pack' | 'items'> & { json?: boolean }

export function addUpdate(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('update')
    .description('add, change or remove items of a pack in seconds, without training')
    .argument('<pack>', 'folder of the pack')
    .argument('<items>', 'file of new and changed items')
  withJsonFlag(withMapFlag(command))
    .option('--remove-missing', 'remove the items that the file lacks')
    .action(async (pack: string, items: string, { json, ...options }: Flags) =>
      print(await update({ ...options, pack, items, progress }), json),
    )
}
