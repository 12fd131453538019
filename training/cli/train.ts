import type { Command } from 'commander'
import { type TrainOptions, train } from '../api/index.ts'
import type { Shown } from './bars.ts'
import { DATA, withJsonFlag, withStudentFlags, withTextFlags } from './flags.ts'
import { print } from './output.ts'

type Flags = Omit<TrainOptions, 'data'> & { json?: boolean }

export function addTrain(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('train')
    .alias('distil')
    .description('train a pack on every event')
    .argument('<data>', DATA)
  withJsonFlag(withTextFlags(withStudentFlags(command)))
    .requiredOption('--out <pack>', 'folder of the pack')
    .option('--name <name>', "name of the catalogue (default: the data's name)")
    .option('--text-users <file>', 'ignored: the student has no user embeddings')
    .option(
      '--previous <pack>',
      'pack whose prototypes keep their ids (default: the pack in --out)',
    )
    .action(async (data: string, { json, ...options }: Flags) =>
      print(await train({ ...options, data, progress }), json),
    )
}
