import type { Setting } from '../types.ts'

/** Values to try, by the setting's name; every combination is trained once. */
type Axes = Record<string, readonly number[]>

/** What is tried for any model: the trainer's own settings. */
const COMMON: Axes = { learningRate: [5e-4, 1e-3, 2e-3], weightDecay: [2e-6, 2e-5] }

/** What is tried instead, by backbone or by framework; the framework's counts where both are. */
const BY_PART: Record<string, Axes> = {}

/** The settings that `--tune` tries for a graph teacher. */
export function graphGrid(name: string): Setting[] {
  const [backbone, framework] = name.replace(/:.*$/, '').split('+')
  const axes = BY_PART[framework ?? ''] ?? BY_PART[backbone] ?? COMMON
  return Object.entries(axes).reduce<Setting[]>(
    (grid, [key, values]) =>
      grid.flatMap((setting) => values.map((value) => ({ ...setting, [key]: value }))),
    [{}],
  )
}
