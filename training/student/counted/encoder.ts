import type { Dataset } from '../../data/index.ts'
import { type Csr, interactionMatrix, mapValues } from '../../sparse/index.ts'
import { type FitOptions, gramOf } from '../../teachers/index.ts'
import {
  defaultSettings,
  type EncoderShape,
  SPECTRAL,
  type StudentTables,
  spectralBasisOfGram,
  spectralShape,
  spectralTables,
  trainStudent,
  withColdRows,
} from '../encoder/index.ts'
import { type Cold, type Memory, neighbourLinks } from '../memory/index.ts'
import type { Choice } from '../types.ts'
import { drawPaths, lastOfPaths } from './paths.ts'

/**
 * Weight of the memory beside spectral rows; with order it carries most (docs/counts.md). Counts that
 * devices gave, with back-off, are too thin for spectral rows (docs/private-learning.md).
 */
const SPECTRAL_BETA = { ordered: 1.5, given: 6, unordered: 0.1 }
/** Weight of the memory beside an encoder that is trained on paths (docs/private-learning.md). */
const TRAINED_BETA = 0.8
/**
 * Paths that the encoder is trained on, max, however many the counts are: as many as it has examples
 * of a log of 300,000 events.
 */
const MAX_PATHS = 300_000
/** Epochs on paths: about as many as make 200,000 examples. The costlier pooling after warm epochs brings nothing. */
const EXAMPLES = 200_000
const MIN_EPOCHS = 2
const MAX_EPOCHS = 8

/** What the encoders of counts are made from. */
interface Counted {
  fit: FitOptions
  kinds: Dataset['kinds']
  /** Text neighbours [N,N]; null without text. */
  text: Csr | null
  cold: Cold | null
  memory: Memory
}

/** An encoder of counts, and what the choice says of it. */
interface CountedEncoder
  extends Pick<Choice, 'spectral' | 'beta' | 'paths'>,
    Partial<Pick<Choice, 'settings'>> {
  tables: StudentTables
  shape: EncoderShape
}

/** An encoder that is trained on drawn paths; null if no two items with `minSupport` users have a count. */
export async function trainedOnPaths({
  fit,
  kinds,
  text,
  cold,
  memory,
}: Counted): Promise<CountedEncoder | null> {
  const { split, users, items, seed } = fit
  const { transitions, backOff } = await fit.counts()
  const warm = mapValues(transitions, (count, i, j) => (users[i] > 0 && users[j] > 0 ? count : 0))
  const drawn = drawPaths({ transitions: warm, users, backOff }, MAX_PATHS, seed)
  const paths = drawn.offsets.length - 1
  if (paths === 0) return null
  const wanted = Math.round(EXAMPLES / paths)
  const epochs = Math.min(MAX_EPOCHS, Math.max(MIN_EPOCHS, wanted))
  const settings = { ...defaultSettings(split.ordered), epochs, warmEpochs: epochs }
  const { tables } = await trainStudent(
    {
      fit: { ...fit, split: { ...split, fit: drawn } },
      graph: { interactions: interactionMatrix(drawn, items), text, ordered: split.ordered, kinds },
      cold,
      examples: lastOfPaths(drawn, neighbourLinks(memory.neighbours)),
    },
    settings,
  )
  return { tables, shape: settings, settings, spectral: null, beta: TRAINED_BETA, paths }
}

/** Spectral rows with user exponent 0. */
export async function spectralRows({ fit, kinds, cold }: Counted): Promise<CountedEncoder> {
  const { split, users, seed, progress } = fit
  const { ordered } = split
  const spectral = { ...SPECTRAL, dim: ordered ? 64 : SPECTRAL.dim, userExponent: 0 }
  const task = progress.task('spectral rows', 1)
  const counts = await fit.counts()
  const basis = spectralBasisOfGram(gramOf(counts, users), users, spectral, seed)
  const tables = withColdRows(spectralTables(users, kinds, spectral, basis), cold)
  task.end()
  const kind = counts.backOff ? 'given' : 'ordered'
  const beta = SPECTRAL_BETA[ordered ? kind : 'unordered']
  return { tables, shape: spectralShape(spectral), spectral, beta }
}
