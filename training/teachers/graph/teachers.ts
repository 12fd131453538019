import type { TeacherEntry, TextUse } from '../types.ts'
import { fitGraph } from './fit.ts'
import type { FrameworkEntry } from './framework.ts'
import { GRAPH_MODELS, graphGrid } from './registry.ts'
import { TRAINER_DEFAULTS } from './trainer/index.ts'

function textUse(framework: FrameworkEntry | undefined): TextUse {
  if (framework?.needs !== 'text') return 'none'
  return framework.takesModalities ? 'towers' : 'learned'
}

/** Every graph teacher's entry in the registry of teachers. */
export const graphTeachers: readonly TeacherEntry[] = Array.from(
  GRAPH_MODELS,
  ([name, { backbone, framework, variant }]) => ({
    name,
    defaults: {
      ...TRAINER_DEFAULTS,
      ...backbone.defaults,
      ...framework?.defaults(backbone.name, variant),
    },
    grid: graphGrid(name),
    text: textUse(framework),
    transductive: true,
    ranksCold: false,
    epochs: true,
    fit: (options) => fitGraph(name, options),
  }),
)
