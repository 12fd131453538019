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
import { callsTable, withCallFlags } from './model-calls.ts'
import { print } from './output.ts'
import { wholeNumber } from './parse.ts'

type Flags = Omit<QueriesOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addQueries(tacit: Command, progress: Shown): void {
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
        .default(DEFAULTS.provider),
    )
  withCallFlags(command).action(async (data: string[], { json, ...flags }: Flags) => {
    const result = await queries({ ...readingOf(flags), data: oneOrMore(data), progress })
    print(
      result,
      json,
      'dryRun' in result ? callsTable([['queries', '--price', result.chat]]) : undefined,
    )
  })
}
