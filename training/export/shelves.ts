/** The categories of a catalogue. */
export interface Shelves {
  /** Distinct paths of each item, from the first step to each step, [N]. */
  of: string[][]
  /** Path → its last step, after the step before it if other paths end alike. */
  printed: Map<string, string>
  /** Path → share of all items with it. */
  share: Map<string, number>
}

const STEP = ' > '

/**
 * Every step of every category path, named by its path: two steps of one name under different
 * parents are two categories.
 *
 * @param fold makes names that are the same to people equal
 */
export function shelvesOf(
  categories: readonly (readonly string[] | null)[] | undefined,
  items: number,
  fold: (name: string) => string,
): Shelves {
  const of = Array.from({ length: items }, (_, item) => {
    const own = new Set<string>()
    for (const path of categories?.[item] ?? []) {
      const steps = path.split(STEP).map((step) => step.trim())
      for (let to = 1; to <= steps.length; to++)
        if (steps[to - 1]) own.add(steps.slice(0, to).join(STEP))
    }
    return [...own]
  })
  const alike = new Map<string, Set<string>>()
  const share = new Map<string, number>()
  for (const path of of.flat()) share.set(path, (share.get(path) ?? 0) + 1 / items)
  for (const path of share.keys()) {
    const name = fold(path.slice(path.lastIndexOf(STEP) + 1))
    alike.set(name, (alike.get(name) ?? new Set()).add(path))
  }
  const printed = new Map<string, string>()
  for (const paths of alike.values())
    for (const path of paths) {
      const steps = path.split(STEP)
      const name = steps.at(-1)!
      const parent = steps.at(-2)
      printed.set(path, paths.size > 1 && parent ? `${parent}: ${name}` : name)
    }
  return { of, printed, share }
}
