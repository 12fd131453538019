import type { Command } from 'commander'
import { rules, rulesOf } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print } from './output.ts'

interface Flags {
  remove?: boolean
  dryRun?: boolean
  json?: boolean
}

export function addRules(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('rules')
    .description("put a site's rules for lists into a pack, or print those that it has")
    .argument('<pack>', 'folder of the pack')
    .argument('[rules]', 'file of rules (JSON); without it, the rules of the pack are printed')
    .option('--remove', 'take the rules out of the pack')
    .option('--dry-run', 'check the rules and write nothing')
  withExamples(command, 'tacit rules pack > rules.json', 'tacit rules pack rules.json')
  withJsonFlag(command).action(
    async (pack: string, file: string | undefined, { remove, dryRun, json }: Flags) => {
      if (remove && file !== undefined) command.error('error: --remove takes no file of rules')
      if (remove || file !== undefined)
        print(await rules({ pack, rules: file ?? null, dryRun, progress }), json)
      else {
        const found = await rulesOf({ pack })
        print(found, json, JSON.stringify(found, null, 2))
      }
    },
  )
}
