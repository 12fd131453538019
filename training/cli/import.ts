import { relative } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Command } from 'commander'
import { IMPORT_SOURCES, type ImportResult, importData } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { withJsonFlag } from './flags.ts'
import { untilInterrupted } from './interrupt.ts'
import { print, table } from './output.ts'
import { names, positive, wholeNumber } from './parse.ts'

interface Flags {
  out: string
  keep?: string[]
  delay?: number
  maxPages?: number
  id?: string
  cache?: string
  json?: boolean
}

const SOURCES = table(
  [],
  IMPORT_SOURCES.map(({ name, about }) => [`  ${name}`, about]),
)

const HELP = `
Sources:
${SOURCES}

Examples:
  tacit import shopify orders_export.csv products_export.csv --out data
  tacit train data --out pack
`

export function addImport(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('import')
    .description("make a folder of events and items from a shop's export")
    .argument('<source>', IMPORT_SOURCES.map(({ name }) => name).join(', '))
    .argument('<inputs...>', 'files or folders of the export, or addresses')
    .requiredOption('--out <data>', 'folder to write; an earlier import there is replaced')
    .option('--keep <columns>', 'columns of the products to keep, separated by commas', names)
    .option('--delay <seconds>', 'sitemap: pause between two pages (default: 1)', positive)
    .option('--max-pages <n>', 'sitemap: max pages to read (default: 10000)', wholeNumber(1))
    .option('--id <property>', 'sitemap: sku, productID, gtin, mpn or url (default: first found)')
    .option('--cache <folder>', 'sitemap: keeps pages for a day (default: .tacit/pages)')
    .addHelpText('after', HELP)
  withJsonFlag(command).action(
    async (source: string, inputs: string[], { json, ...flags }: Flags) => {
      const result = await untilInterrupted(
        (signal) => importData({ source, inputs, ...flags, progress, signal }),
        {
          note: 'stopping',
          reason: new TacitError('import/stopped', 'stopped; nothing is written'),
        },
      )
      print(result, json, summary(result, flags))
    },
  )
}

function summary(result: ImportResult, { keep }: Flags): string {
  const { orders, events, users, guests, refunds, items, skipped, notes } = result
  const facts = Object.entries({ orders, events, users, guests, refunds, items })
  const reasons = Object.entries(skipped).map(([reason, rows]) => [`skipped: ${reason}`, rows])
  const out = relative('', result.out) || '.'
  const kept = keep?.length ? ` --keep ${quoted(keep.join(','))}` : ''
  return [
    table([], [...facts, ...reasons] as [string, number][]),
    ...notes,
    `Next: tacit train ${quoted(out)}${kept} --out pack`,
  ].join('\n')
}

/** A word of a command line, in quotes where a shell would split it. */
function quoted(word: string): string {
  return /^[\w./,:@=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
