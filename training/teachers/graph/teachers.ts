import type { TeacherEntry } from '../types.ts'
import { fitGraph } from './fit.ts'
import { GRAPH_MODELS, graphGrid } from './registry.ts'
import { TRAINER_DEFAULTS } from './trainer/index.ts'

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
    text: framework ? 'learned' : 'none',
    transductive: true,
    ranksCold: false,
    epochs: true,
    fit: (options) => fitGraph(name, options),
  }),
)
