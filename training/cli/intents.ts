import { type Command, Option } from 'commander'
import {
  DEFAULTS,
  type IntentsDryRun,
  type IntentsOptions,
  intents,
  TEST_PROTOCOLS,
} from '../api/index.ts'
import { PROVIDERS } from '../intents/index.ts'
import type { Shown } from './bars.ts'
import {
  DATA,
  GROUPS,
  oneOrMore,
  readingOf,
  withDataFlags,
  withExamples,
  withJsonFlag,
  withSeedFlag,
} from './flags.ts'
import { callsTable, withCallFlags } from './model-calls.ts'
import { print } from './output.ts'
import { price } from './parse.ts'

type Flags = Omit<IntentsOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addIntents(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('intents')
    .description('describe items and users, in words and in vectors')
    .argument('<data...>', DATA)
  withExamples(
    command,
    'tacit intents shop --out intents',
    'tacit intents shop --out intents --provider openai --dry-run',
  )
  withModelFlags(withJsonFlag(withDataFlags(withSeedFlag(command))))
    .requiredOption('-o, --out <folder>', 'folder of the intents')
    .addOption(
      new Option('--protocol <name>', "split whose training events the users' intents may use")
        .choices(['all', ...TEST_PROTOCOLS.filter((name) => name !== 'cold-items')])
        .default(DEFAULTS.protocol),
    )
    .option('--send-users', 'send texts of histories, and reviews, to a remote provider')
    .action(async (data: string[], { json, ...flags }: Flags) => {
      const result = await intents({ ...readingOf(flags), data: oneOrMore(data), progress })
      print(result, json, 'dryRun' in result ? plan(result) : undefined)
    })
}

function withModelFlags(command: Command): Command {
  const ofProvider = (flags: string, text: string) => new Option(flags, text).choices(PROVIDERS)
  command
    .optionsGroup(GROUPS.model)
    .addOption(
      ofProvider('--provider <name>', 'provider that names the intents').default(DEFAULTS.provider),
    )
    .addOption(ofProvider('--embed-with <name>', 'provider of the vectors (default: --provider)'))
    .option('--embedding-model <name>', 'embedding model, or the folder of a local one')
    .option('--embedding-price <in>', '--price of the embedding model', price)
  return withCallFlags(command)
}

function plan({ chat, embed }: IntentsDryRun): string {
  return callsTable([
    ['intents', '--price', chat],
    ['vectors', '--embedding-price', embed],
  ])
}
