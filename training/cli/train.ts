import type { Command } from 'commander'
import { type TrainOptions, train } from '../api/index.ts'
import type { Shown } from './bars.ts'
import {
  DATA,
  GROUPS,
  oneOrMore,
  readingOf,
  withExamples,
  withFeatureFlags,
  withJsonFlag,
  withStudentFlags,
} from './flags.ts'
import { print } from './output.ts'

type Flags = Omit<TrainOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addTrain(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('train')
    .alias('distil')
    .description('train a pack on every event')
    .argument('[data...]', `${DATA}; none with --counts`)
    .optionsGroup(GROUPS.data)
    .option(
      '--counts <folder>',
      'counts of a log that is larger than this machine; then without DATA',
    )
    .option('--histories <path>', 'with --counts: events of a sample of users')
  withFeatureFlags(withStudentFlags(command))
    .option('--embeddings <file>', 'Parquet of user and item vectors of a teacher of your own')
    .option('--scores <file>', 'Parquet of top lists of a teacher of your own')
    .option('--text-users <file>', 'ignored: the student has no user embeddings')
    .optionsGroup(GROUPS.output)
    .option('-o, --out <pack>', 'folder of the pack', 'pack')
    .option('--name <name>', "name of the catalogue (default: the data's name)")
    .option(
      '--previous <pack>',
      'pack whose prototypes keep their ids (default: the pack in --out)',
    )
  command.option(
    '--clusters',
    'cluster the items anew, and print the hash that a randomness server needs',
  )
  command.option('--understand', 'add the query tower, for search by meaning')
  withExamples(
    command,
    'tacit train shop --out pack',
    'tacit train orders.csv --items products.csv --out pack --preset quick',
    'tacit train --counts counts --histories sample.parquet --items products.csv --out pack',
    'tacit train ratings.csv --rating-scale 1..5 --map user=member,item=film --out pack',
  )
  withJsonFlag(command).action(async (data: string[], { json, ...flags }: Flags) => {
    // The default of --preset is no wish for a search.
    const isGiven = command.getOptionValueSource('preset') !== 'default'
    const preset = flags.counts === undefined || isGiven ? flags.preset : undefined
    const options = { ...readingOf(flags), preset, data: oneOrMore(data), progress }
    return print(await train(options), json)
  })
}
