import type { Dataset, Split } from '../data/index.ts'
import { evaluateRanker } from '../evaluate/index.ts'
import { objective, quickLambda, sampleRows, textSources } from '../teachers/index.ts'
import { assess } from './assess.ts'
import { DISLIKE, defaultSettings, SPECTRAL } from './encoder/index.ts'
import { fitPrepared, partsOf } from './fit.ts'
import { partNames, quickBeta, quickMemory } from './memory/index.ts'
import { isLearnable, prepare, studentTeachers } from './prepare.ts'
import { engineRanker } from './ranker.ts'
import { quickWeights } from './targets/index.ts'
import type { Choice, Chosen, DistilOptions } from './types.ts'

/** Weight in the soft targets of a teacher that was trained elsewhere. */
const OWN_WEIGHT = 1

/** Max validation cases that the two encoders of `quick` are compared on. */
const MAX_CASES = 3000

/**
 * The choice of `quick`: defaults, and without order the encoder, trained or spectral, that ranks the
 * validation cases better.
 */
export async function quick(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Chosen> {
  const choice = await quickChoice(dataset, split, options)
  const own = split.choose ?? split
  // Given counts hold the validation users too, so that they would judge the memory's own past.
  const isJudged =
    !options.counts && own.valid.users.length > 0 && isLearnable(dataset, own, options)
  if (split.ordered || !isJudged) return { choice, report: {} }
  const prepared = await prepare(dataset, own, options)
  const fitted = await partsOf(prepared, choice.lambda ?? undefined)
  const spectral = { ...choice, spectral: SPECTRAL, beta: 0 }
  const rows = sampleRows(own.valid.users.length, MAX_CASES)
  const judge = async (each: Choice) => {
    const began = performance.now()
    const distilled = await fitPrepared(prepared, fitted, each)
    const ranker = engineRanker(distilled.draft)
    const validation = evaluateRanker(ranker, own.valid, dataset.items.length, rows)
    const change = each.spectral ? { spectral: each.spectral } : {}
    const score = objective(own.protocol, validation)
    const seconds = (performance.now() - began) / 1000
    const { beta, settings } = each
    const tried = { change, score, beta, epochs: each.spectral ? 0 : settings.epochs, seconds }
    return { distilled, validation, tried }
  }
  const trained = await judge(choice)
  const closed = await judge(spectral)
  const best = closed.tried.score > trained.tried.score ? closed : trained
  const report = { validation: best.validation, tried: [trained.tried, closed.tried] }
  const distilled = { ...best.distilled, ...report }
  const chosen = distilled.choice
  if (!split.choose) return { choice: chosen, report, distilled }
  const assessment = assess(engineRanker(distilled.draft), dataset, split.choose)
  return { choice: chosen, report: { ...report, assessment } }
}

/** Settings that are searched nowhere. */
export async function quickChoice(
  dataset: Dataset,
  split: Split,
  options: DistilOptions,
): Promise<Choice> {
  const { ordered, protocol } = split
  const texts = textSources(dataset, options)
  const parts = partNames(options.memory, ordered, texts)
  return {
    settings: defaultSettings(ordered),
    spectral: null,
    memory: parts.length ? quickMemory(split, parts) : null,
    lambda: quickLambda(ordered),
    beta: quickBeta(protocol),
    dislike: DISLIKE,
    teachers: {
      ...(await quickWeights(studentTeachers(dataset, split, options))),
      ...Object.fromEntries((options.own ?? []).map(({ name }) => [name, OWN_WEIGHT])),
    },
    graphs: {},
  }
}
