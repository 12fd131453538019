import { draftPack, searchSettings, trainStudent } from './encoder/index.ts'
import { distilledOf, memoryOf, partsOf } from './fit.ts'
import { chooseBeta, namesOf, searchMemory } from './memory/index.ts'
import type { Prepared } from './prepare.ts'
import { fitTeachers, weighTeachers, withSoftLists } from './targets/index.ts'
import type { Choice, Distilled } from './types.ts'

/**
 * Searches every setting on a split's validation cases, until the deadline: first λ and the memory,
 * then the teachers' epochs and weights, then the encoder's settings with β.
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
  const { teachers, lightGcnEpochs } = await fitTeachers(fit, prepared.teachers, fitted)
  const weighted = weighTeachers(teachers, split, fit.items)
  const examples = withSoftLists(prepared.examples, weighted, fit)
  const { best, tried, stopped } = await searchSettings(fit, async (settings) => {
    const trained = await trainStudent({ ...prepared, examples }, settings, true)
    const draft = draftPack(trained.tables, settings, graph.kinds, memory)
    return { ...trained, ...chooseBeta(draft, split, memory ? undefined : [0]) }
  })
  const choice: Choice = {
    settings: { ...best.settings, epochs: best.epochs },
    memory: memorySettings,
    lambda: fitted.lambda,
    beta: best.beta,
    teachers: Object.fromEntries(weighted.map(({ teacher, weight }) => [teacher.name, weight])),
    lightGcnEpochs,
  }
  const distilled = distilledOf(prepared, best.tables, memory, choice)
  return { ...distilled, validation: best.validation, tried, stopped }
}
