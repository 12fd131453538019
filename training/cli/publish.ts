import type { Command } from 'commander'
import { publish } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withExamples, withJsonFlag } from './flags.ts'
import { print } from './output.ts'

export function addPublish(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('publish')
    .description('upload a pack to an edge and make it current (token in TACIT_TOKEN)')
    .argument('<pack>', 'folder of the pack')
    .requiredOption('--to <url>', "the edge's address, or …/v1/c/CATALOGUE")
  withExamples(command, 'TACIT_TOKEN=… tacit publish pack --to https://edge.example')
  withJsonFlag(command).action(
    async (pack: string, { to, json }: { to: string; json?: boolean }) => {
      const result = await publish({ pack, to, token: process.env.TACIT_TOKEN ?? '', progress })
      print(result, json)
    },
  )
}
