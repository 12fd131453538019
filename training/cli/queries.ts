import { type Command, Option } from 'commander'
import { DEFAULTS, QUERY_LANGUAGES, type QueriesOptions, queries } from '../api/index.ts'
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

type Flags = Omit<QueriesOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addQueries(tacit: Command, progress: Shown): void {
  const { provider, concurrency, timeout, cache } = DEFAULTS
  const command = tacit
    .command('queries')
    .description('make up queries, and searches of several turns, from a catalogue')
    .argument('<data...>', DATA)
  withExamples(
    command,
    'tacit queries shop --out made-up',
    'tacit queries shop --out made-up --provider openai --dry-run',
  )
  withJsonFlag(withDataFlags(withSeedFlag(command)))
    .requiredOption('-o, --out <folder>', 'folder of the queries')
    .addOption(
      new Option('--language <name>', "language (default: that of the catalogue's texts)").choices(
        QUERY_LANGUAGES,
      ),
    )
    .option('--per-item <n>', 'queries by templates for each item', wholeNumber(0), 3)
    .option('--sessions <n>', 'searches of several turns', wholeNumber(0), 500)
    .option('--log <file>', 'real searches, a session and a query a row, whose turns are followed')
    .optionsGroup(GROUPS.model)
    .addOption(
      new Option('--provider <name>', 'provider whose chat model writes queries too')
        .choices(PROVIDERS)
        .default(provider),
    )
    .option('--model <name>', 'chat model (default: OPENAI_MODEL, or the preset)')
    .option('--dry-run', 'print calls, tokens and cost without making a call')
    .option('--max-cost <usd>', 'max US dollars to spend', positive)
    .option('--price <in,out>', 'US dollars per million tokens of the chat model', price)
    .option('--rate <n>', 'max calls to a server per minute', positive)
    .option('--concurrency <n>', 'max calls at the same time', wholeNumber(1), concurrency)
    .option('--timeout <seconds>', 'max seconds to wait for an answer', positive, timeout)
    .option('--cache <folder>', 'folder of the cache of answers', cache)
    .action(async (data: string[], { json, ...flags }: Flags) => {
      const result = await queries({ ...readingOf(flags), data: oneOrMore(data), progress })
      print(result, json, 'dryRun' in result ? plan(result.chat) : undefined)
    })
}

function plan({
  calls,
  usage,
  cost,
}: {
  calls: number
  usage: { input: number; output: number }
  cost: number | null
}): string {
  const dollars = cost === null ? 'unknown: pass --price' : `$${cost.toFixed(4)}`
  return table(
    ['', 'calls', 'tokens in', 'tokens out', 'cost'],
    [['queries', calls, usage.input, usage.output, dollars]],
  )
}
