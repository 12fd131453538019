import { type Command, Option } from 'commander'
import { DEFAULTS, TEST_PROTOCOLS, type TeachOptions, teach } from '../api/index.ts'
import { isGraphName } from '../teachers/index.ts'
import type { Shown } from './bars.ts'
import {
  DATA,
  GROUPS,
  oneOrMore,
  readingOf,
  withComputeFlags,
  withExamples,
  withJsonFlag,
  withTeacherFlags,
} from './flags.ts'
import { untilInterrupted } from './interrupt.ts'
import { print, triedTable } from './output.ts'

type Flags = Omit<TeachOptions, 'data' | 'skippedFile'> & { json?: boolean; skipped?: string }

export function addTeach(tacit: Command, progress: Shown): void {
  const command = tacit
    .command('teach')
    .description('fit one teacher and write it as a RUN, with its log, checkpoint and report')
    .argument('<data...>', DATA)
  withTeacherFlags(withComputeFlags(command))
    .requiredOption('--teacher <name>', 'lightgcn, sgl+rlmrec-con, ease, gf-cf, …')
    .addOption(
      new Option('--protocol <name>', 'how events are held out; all: none are')
        .choices(['all', ...TEST_PROTOCOLS])
        .default(DEFAULTS.protocol),
    )
    .optionsGroup(GROUPS.output)
    .requiredOption('-o, --out <run>', 'folder of the RUN; an interrupted run resumes from it')
  withExamples(
    command,
    'tacit teach shop --teacher lightgcn --out run',
    'tacit teach shop --teacher ease --tune --protocol leave-one-out --out run',
  )
  withJsonFlag(command).action(async (data: string[], { json, ...flags }: Flags) => {
    const options = { ...readingOf(flags), data: oneOrMore(data), progress }
    const work = (signal?: AbortSignal) => teach({ ...options, signal })
    // Only graph teachers save what they have.
    const result = await (isGraphName(options.teacher) ? untilInterrupted(work) : work())
    const { tried, settings } = result.config
    if (tried) progress.note(triedTable(tried, settings))
    print(result, json)
  })
}
