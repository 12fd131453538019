import { TacitError } from '@tacit/pack'

/**
 * A part's defaults with the values that were given for its names; other names are other parts'.
 *
 * @throws TacitError `teacher/setting` for a value that makes no sense
 */
export function readSettings<T extends Record<string, number>>(
  defaults: T,
  given: Record<string, number> = {},
): T {
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(defaults, name))
  for (const [name, value] of own) {
    const wanted = wantedOf(name)
    if (!wanted.holds(value))
      throw new TacitError('teacher/setting', `setting ${name}: ${value} is not ${wanted.words}`)
  }
  return { ...defaults, ...Object.fromEntries(own) }
}

const WHOLE = {
  words: 'a whole number of at least 1',
  holds: (x: number) => Number.isInteger(x) && x >= 1,
}
const SHARE = { words: 'above 0 and at most 1', holds: (x: number) => x > 0 && x <= 1 }
const RULES: Record<string, { words: string; holds(x: number): boolean }> = {
  // The kernels of the contrast take four numbers at a time.
  dim: { words: 'a multiple of 4', holds: (x) => WHOLE.holds(x) && x % 4 === 0 },
  layers: WHOLE,
  intents: WHOLE,
  prototypes: WHOLE,
  anchors: WHOLE,
  keepEdges: SHARE,
  maskShare: SHARE,
  momentum: { words: 'at least 0 and below 1', holds: (x) => x >= 0 && x < 1 },
}
const POSITIVE = { words: 'above 0', holds: (x: number) => x > 0 && Number.isFinite(x) }
const AMOUNT = { words: 'at least 0', holds: (x: number) => x >= 0 && Number.isFinite(x) }

function wantedOf(name: string) {
  return RULES[name] ?? (name.toLowerCase().endsWith('temperature') ? POSITIVE : AMOUNT)
}
