import type { Command } from 'commander'
import { type ImagesOptions, images } from '../api/index.ts'
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
import { print } from './output.ts'
import { positive, wholeNumber } from './parse.ts'

type Flags = Omit<ImagesOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addImages(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('images')
    .description('turn the pictures of items into vectors, for train --vectors')
    .argument('<data...>', DATA)
  withExamples(
    command,
    'tacit images shop --model efficientnet-lite0 --out images.safetensors',
    'tacit train shop --vectors image=images.safetensors --out pack',
  )
  withJsonFlag(withDataFlags(withSeedFlag(command)))
    .optionsGroup(GROUPS.model)
    .requiredOption('--model <folder>', 'folder of the vision model (.onnx)')
    .option('--pictures <place>', 'folder or zip file of the pictures (default: that of the data)')
    .option('--width <n>', 'numbers of a vector', wholeNumber(1), 64)
    .option('--delay <seconds>', 'pause between two requests to a server', positive, 0.2)
    .option('--concurrency <n>', 'max pictures at the same time', wholeNumber(1), 2)
    .option('--cache <folder>', 'folder of the vectors that were made before', '.tacit/images')
    .optionsGroup(GROUPS.output)
    .requiredOption('-o, --out <file>', 'file of the vectors (.safetensors)')
    .action(async (data: string[], { json, ...flags }: Flags) =>
      print(await images({ ...readingOf(flags), data: oneOrMore(data), progress }), json),
    )
}
