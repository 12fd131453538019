import { TacitError } from '@tacit-rec/pack'

/** What a setting's value has to be. */
interface Rule {
  words: string
  holds(x: number): boolean
}

const WHOLE: Rule = {
  words: 'a whole number of at least 1',
  holds: (x) => Number.isSafeInteger(x) && x >= 1,
}
const SHARE: Rule = { words: 'above 0 and at most 1', holds: (x) => x > 0 && x <= 1 }
const POSITIVE: Rule = { words: 'above 0', holds: (x) => x > 0 && Number.isFinite(x) }
const AMOUNT: Rule = { words: 'at least 0', holds: (x) => x >= 0 && Number.isFinite(x) }

/** By name, whichever teacher has it; others are amounts, and temperatures above 0. */
const RULES: Record<string, Rule> = {
  // The kernels of the contrast take four numbers at a time.
  dim: { words: 'a multiple of 4', holds: (x) => WHOLE.holds(x) && x % 4 === 0 },
  layers: WHOLE,
  intents: WHOLE,
  prototypes: WHOLE,
  anchors: WHOLE,
  keepEdges: SHARE,
  maskShare: SHARE,
  momentum: { words: 'at least 0 and below 1', holds: (x) => x >= 0 && x < 1 },
  k: WHOLE,
  lambda: POSITIVE,
  decay: SHARE,
}

/** @throws TacitError `teacher/setting` for a value that makes no sense */
export function assertValue(name: string, value: number): void {
  const temperature = name.toLowerCase().endsWith('temperature')
  const rule = RULES[name] ?? (temperature ? POSITIVE : AMOUNT)
  if (!rule.holds(value))
    throw new TacitError('teacher/setting', `setting ${name}: ${value} is not ${rule.words}`)
}
