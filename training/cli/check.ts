import type { Command } from 'commander'
import { type CheckOptions, type CheckResult, check } from '../api/index.ts'
import { reportLines } from '../api/summary.ts'
import type { Shown } from './bars.ts'
import { DATA, oneOrMore, readingOf, withDataFlags, withExamples, withJsonFlag } from './flags.ts'
import { print } from './output.ts'

type Flags = Omit<CheckOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addCheck(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('check')
    .description('say what would be read from data, and as what; trains nothing')
    .argument('<data...>', DATA)
  withExamples(
    command,
    'tacit check shop',
    'tacit check orders.csv products.csv --json',
    'tacit check log.csv --columns user,item,rating,time --skipped bad.csv',
  )
  withJsonFlag(withDataFlags(command)).action(async (data: string[], { json, ...flags }: Flags) => {
    const result = await check({ ...readingOf(flags), data: oneOrMore(data), progress })
    print(result, json, lines(result))
  })
}

function lines(result: CheckResult): string {
  const { events, users, items, usable, missing, expected } = result
  const share = usable === null ? '' : `, ${reportLines.percent(usable)} of the rows are usable`
  const width = Math.max(0, ...missing.map(({ what }) => what.length))
  return [
    ...reportLines.files(result),
    ...reportLines.columns(result),
    ...reportLines.ignored(result),
    `${users} users, ${items} items, ${events} events${share}`,
    ...reportLines.counts(result),
    ...(missing.length > 0 ? ['missing:'] : []),
    ...missing.map(({ what, so }) => `  no ${what.padEnd(width)}  ${so}`),
    ...(expected.length > 0 ? ['quality that one shop had for new visitors:'] : []),
    ...expected.map(
      ({ events, recall, popularity }) =>
        `  ${events} events  Recall@20 ${recall} (most popular items: ${popularity})`,
    ),
    ...reportLines.notes(result),
  ].join('\n')
}
