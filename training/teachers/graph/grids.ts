import type { Setting } from '../types.ts'

/** Values to try, by the setting's name; every combination is trained once. */
type Axes = Record<string, readonly number[]>

/** What `--tune` tries, by backbone; small, since every combination is a training of its own. */
const BACKBONES: Record<string, Axes> = {
  lightgcn: { keepEdges: [0.6, 0.8, 1], weightDecay: [2e-6, 2e-5] },
  sgl: { contrastWeight: [0.03, 0.1, 0.3], contrastTemperature: [0.1, 0.2] },
  simgcl: { contrastWeight: [0.03, 0.1, 0.3], contrastTemperature: [0.1, 0.2] },
  dccf: { contrastWeight: [1e-3, 1e-2], contrastTemperature: [0.1, 0.2] },
  bigcf: { contrastWeight: [0.02, 0.05, 0.1], contrastTemperature: [0.1, 0.2] },
}

/** What is tried instead, by framework: the backbone keeps its defaults. */
const FRAMEWORKS: Record<string, Axes> = {
  'rlmrec-con': { profileWeight: [3e-3, 1e-2, 3e-2], profileTemperature: [0.1, 0.2] },
  'rlmrec-gen': { reconstructionWeight: [0.03, 0.1, 0.3], maskShare: [0.1, 0.2] },
  irllrec: { pairWeight: [1e-2, 2e-2, 5e-2], profileWeight: [1e-2, 3e-2] },
}

/** Every combination of the axes declared for a graph teacher's name. */
export function graphGrid(name: string): Setting[] {
  const [backbone, framework] = name.replace(/:.*$/, '').split('+')
  const axes = FRAMEWORKS[framework ?? ''] ?? BACKBONES[backbone] ?? {}
  return Object.entries(axes).reduce<Setting[]>(
    (grid, [key, values]) =>
      grid.flatMap((setting) => values.map((value) => ({ ...setting, [key]: value }))),
    [{}],
  )
}
