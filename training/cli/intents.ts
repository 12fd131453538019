import { type Command, Option } from 'commander'
import {
  DEFAULTS,
  type IntentsDryRun,
  type IntentsOptions,
  intents,
  type PlannedCalls,
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
import { print, table } from './output.ts'
import { positive, price, wholeNumber } from './parse.ts'

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
  const { provider, concurrency, timeout, cache } = DEFAULTS
  const ofProvider = (flags: string, text: string) => new Option(flags, text).choices(PROVIDERS)
  return command
    .optionsGroup(GROUPS.model)
    .addOption(ofProvider('--provider <name>', 'provider that names the intents').default(provider))
    .option('--model <name>', 'chat model (default: OPENAI_MODEL, or the preset)')
    .addOption(ofProvider('--embed-with <name>', 'provider of the vectors (default: --provider)'))
    .option('--embedding-model <name>', 'embedding model, or the folder of a local one')
    .option('--dry-run', 'print calls, tokens and cost without making a call')
    .option('--max-cost <usd>', 'max US dollars to spend', positive)
    .option('--price <in,out>', 'US dollars per million tokens of the chat model', price)
    .option('--embedding-price <in>', 'the same for the embedding model', price)
    .option('--rate <n>', 'max calls to a server per minute', positive)
    .option('--concurrency <n>', 'max calls at the same time', wholeNumber(1), concurrency)
    .option('--timeout <seconds>', 'max seconds to wait for an answer', positive, timeout)
    .option('--cache <folder>', 'folder of the cache of answers', cache)
}

function plan({ chat, embed }: IntentsDryRun): string {
  const row = (name: string, flag: string, { calls, usage, cost }: PlannedCalls) => {
    const dollars = cost === null ? `unknown: pass ${flag}` : `$${cost.toFixed(4)}`
    return [name, calls, usage.input, usage.output, dollars]
  }
  return table(
    ['', 'calls', 'tokens in', 'tokens out', 'cost'],
    [row('intents', '--price', chat), row('vectors', '--embedding-price', embed)],
  )
}
