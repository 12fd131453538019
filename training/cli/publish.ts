import type { Command } from 'commander'
import { publish } from '../api/index.ts'
import type { Shown } from './bars.ts'

export function addPublish(tacit: Command, progress: Shown): void {
  tacit
    .command('publish')
    .description('upload a pack to an edge and make it current (token in TACIT_TOKEN)')
    .argument('<pack>', 'folder of the pack')
    .requiredOption('--to <url>', "the edge's address, or …/v1/c/CATALOGUE")
    .action(async (pack: string, { to }: { to: string }) => {
      await publish({ pack, to, token: process.env.TACIT_TOKEN ?? '', progress })
    })
}
