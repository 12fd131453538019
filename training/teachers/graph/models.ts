import { TacitError } from '@tacit/pack'
import { isGraphName } from './names.ts'
import type { GraphModel, GraphModelOptions } from './types.ts'

/** Builds a model by its name. */
export type BuildGraphModel = (name: string, options: GraphModelOptions) => GraphModel

let builder: BuildGraphModel | undefined

/** Sets what builds models. A seam until `graph/index.ts` is there. */
export function useGraphModels(build: BuildGraphModel): void {
  builder = build
}

/** @throws TacitError where nothing builds models */
export function graphModels(): BuildGraphModel {
  if (builder) return builder
  throw new TacitError('teacher/unknown', 'this build holds no graph teachers: choose a linear one')
}

/** Whether a name is a graph teacher's that can be built. */
export function hasGraphModel(name: string): boolean {
  return builder !== undefined && isGraphName(name)
}
