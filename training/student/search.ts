import type { Split } from '../data/index.ts'
import { isBetter, sampleRows } from '../teachers/index.ts'
import { chooseDislike } from './dislikes.ts'
import {
  DISLIKE,
  draftPack,
  type StudentSettings,
  type StudentTables,
  searchSettings,
  spectralShape,
  trainStudent,
} from './encoder/index.ts'
import { distilledOf, memoryOf, partsOf, spectralOf } from './fit.ts'
import { chooseBeta, type Memory, namesOf, searchMemory } from './memory/index.ts'
import type { Prepared } from './prepare.ts'
import { searchSpectral } from './spectral-search.ts'
import { fitTeachers, replacedWeights, weighTeachers, withSoftLists } from './targets/index.ts'
import type { Choice, Distilled } from './types.ts'

/** Weights of the memory, and cases, that an epoch is judged with. */
const EPOCH_BETAS = [0, 0.05, 0.1, 0.2, 0.45]
const EPOCH_CASES = 3000

/**
 * Searches every setting on a split's validation cases, until the deadline: first λ and the memory,
 * then the teachers' epochs and weights, then the encoder's settings with β; without order spectral
 * encoders too.
 *
 * @returns the student of the best settings, fitted without the validation cases
 */
export async function search(prepared: Prepared): Promise<Distilled> {
  const { fit, graph, cold } = prepared
  const { split } = fit
  const fitted = await partsOf(prepared)
  const hasMemory = namesOf(fitted.parts).length > 0
  const memorySettings = hasMemory ? searchMemory(fitted.parts, fit, cold) : null
  const memory = memorySettings && memoryOf(prepared, fitted, memorySettings)
  const { teachers, graphs, replaced, groups } = await fitTeachers(fit, prepared.teachers, fitted)
  const weighted = weighTeachers(teachers, split, fit.items)
  const examples = withSoftLists(prepared.examples, weighted, fit)
  const train = async (settings: StudentSettings, max: number) => {
    const draftOf = (tables: StudentTables) => draftPack(tables, settings, graph.kinds, memory)
    // Epochs are chosen as settings are: by what ships, the encoder with its memory.
    const judge = (tables: StudentTables) =>
      chooseBeta(draftOf(tables), split, memory ? EPOCH_BETAS : [0], EPOCH_CASES).validation
    const drawn = Array.from(sampleRows(examples.length, max), (n) => examples[n])
    const isSample = drawn.length < examples.length
    const trained = await trainStudent(
      { ...prepared, examples: drawn },
      settings,
      isSample ? undefined : judge,
    )
    return { ...trained, ...chooseBeta(draftOf(trained.tables), split, memory ? undefined : [0]) }
  }
  const { best, tried, stopped } = await searchSettings(fit, examples.length, train)
  const choice: Choice = {
    settings: { ...best.settings, epochs: best.epochs },
    spectral: null,
    memory: memorySettings,
    lambda: fitted.lambda,
    beta: best.beta,
    dislike: DISLIKE,
    teachers: replacedWeights(
      Object.fromEntries(weighted.map(({ teacher, weight }) => [teacher.name, weight])),
      replaced,
    ),
    graphs,
  }
  const student = distilledOf(prepared, best.tables, memory, choice)
  const trained = { ...withDislike(prepared, student), groups }
  const report = { validation: best.validation, tried, stopped }
  if (split.ordered) return { ...trained, ...report }
  return betterOf({ ...trained, ...report }, spectralStudent(prepared, memory, choice), split)
}

/** The best spectral student, with the memory of the trained one at a β of its own. */
function spectralStudent(prepared: Prepared, memory: Memory | null, trained: Choice): Distilled {
  const { split } = prepared.fit
  const { settings, tried, stopped } = searchSpectral(prepared)
  const tables = spectralOf(prepared, settings)
  const shape = spectralShape(settings)
  const draft = draftPack(tables, shape, prepared.graph.kinds, memory)
  const { beta, validation } = chooseBeta(draft, split, memory ? undefined : [0])
  const choice = { ...trained, spectral: settings, beta }
  const distilled = withDislike(prepared, distilledOf(prepared, tables, memory, choice))
  return { ...distilled, validation, tried, stopped }
}

/** The student with the δ that validation chooses. */
function withDislike({ fit }: Prepared, distilled: Distilled): Distilled {
  const { draft } = distilled
  const { manifest } = draft
  const dislike = chooseDislike(draft, fit)
  const score = { ...manifest.score, dislike }
  return {
    ...distilled,
    draft: { ...draft, manifest: { ...manifest, score } },
    choice: { ...distilled.choice, dislike },
  }
}

/** The student that ranks the validation cases better, with all that either search tried. */
function betterOf(one: Distilled, other: Distilled, { protocol }: Split): Distilled {
  const tried = [...(one.tried ?? []), ...(other.tried ?? [])]
  const best = isBetter(protocol, other.validation!, one.validation) ? other : one
  return { ...best, tried, stopped: one.stopped ?? other.stopped }
}
