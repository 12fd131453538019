import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type LoadedPack, TacitError } from '@tacit-rec/pack'
import { loadDataset, splitDataset } from '../data/index.ts'
import { MANIFEST, readPack, writePack } from '../export/index.ts'
import { vocabularyOf } from '../intents/index.ts'
import type { Progress } from '../progress.ts'
import { assemble, distil } from '../student/index.ts'
import { writePackRun } from '../student/update/index.ts'
import { isRunPath } from '../teachers/index.ts'
import { readRun } from '../teachers/run/index.ts'
import { distilOptions, loadOptions, type TrainFlags } from './flags.ts'
import { readItemTexts } from './texts.ts'

/**
 * `tacit train DATA --out PACK`: chooses on the validation tenth of `unseen-users`, then fits once
 * on every event and writes the pack, and beside it what `tacit update` needs. Its prototypes go on
 * with the ids and labels of those of the pack that it replaces, or of `--previous`.
 */
export async function train(
  data: string,
  flags: TrainFlags & { out: string; name?: string; previous?: string },
  progress: Progress,
): Promise<Record<string, unknown>> {
  const began = performance.now()
  if (flags.preset === 'standard') await refuseRuns(flags.teachers)
  const previous = await previousPack(flags)
  const reading = progress.task('reading events', 1)
  const dataset = await loadDataset(data, loadOptions(flags))
  reading.end(
    `${dataset.users.length} users, ${dataset.items.length} items, ${dataset.user.length} events`,
  )
  const whole = splitDataset(dataset, 'all')
  const { vectors, records } = await readItemTexts(data, flags, dataset, whole, progress)
  if (flags.textUsers)
    progress.note(
      `--text-users ${flags.textUsers}: fits, and is of no use: a student knows no user; teachers ` +
        'that do are RUNs of tacit teach, in --teachers',
    )
  const options = distilOptions(flags, progress, vectors)
  const distilled = await distil(dataset, whole, options)
  const { choice, stopped, validation } = distilled
  const contents = await assemble(dataset, distilled, {
    name: flags.name ?? dataset.name,
    split: whole,
    seed: flags.seed,
    config: describe(flags, choice, stopped),
    intents: records,
    evaluation: validation && { 'unseen-users validation': validation },
    previous,
  })
  const folder = resolve(flags.out)
  const manifest = await writePack(folder, contents)
  await writePackRun(folder, manifest, {
    minSupport: distilled.contentOnly ? null : flags.minSupport,
    vocabulary: vocabularyOf(dataset.texts ?? []),
    text: distilled.memory?.text ?? { unit: 0, weight: 0 },
  })
  const seconds = (performance.now() - began) / 1000
  progress.note(`wrote ${folder} (sequence ${manifest.sequence}) in ${seconds.toFixed(1)} s`)
  const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
  return {
    out: folder,
    sequence: manifest.sequence,
    seconds,
    peakMiB,
    config: contents.training.config,
  }
}

/** The pack before, read first: without it the ids would begin anew and mean something else. */
async function previousPack(flags: { out: string; previous?: string }): Promise<LoadedPack | null> {
  if (flags.previous !== undefined) return readPack(resolve(flags.previous))
  const folder = resolve(flags.out)
  if (!existsSync(join(folder, MANIFEST))) return null
  try {
    return await readPack(folder)
  } catch (error) {
    throw new TacitError(
      'train/previous',
      `the pack in ${folder}, whose intents the new one goes on with, cannot be read ` +
        `(${(error as Error).message}): name a whole one with --previous, or another --out`,
    )
  }
}

/** `standard` chooses on users whom a RUN that was fitted on every event has seen. */
async function refuseRuns(teachers: readonly string[] = []): Promise<void> {
  const folder = teachers.find(isRunPath)
  if (!folder) return
  const { protocol } = (await readRun(folder)).config
  throw new TacitError(
    'train/run',
    `run ${folder}: its training protocol is "${protocol}", and --preset standard chooses on ` +
      'users whom it may have seen: use --preset quick with a run of tacit teach --protocol all, ' +
      'or leave it out of --teachers',
  )
}

/** What a result says of how it came to be. */
export function describe(
  { preset, seed, minSupport, memory, lexical, maxMinutes }: TrainFlags,
  choice: object,
  stopped?: string,
): Record<string, unknown> {
  return { preset, seed, minSupport, parts: memory, lexical, maxMinutes, ...choice, stopped }
}
