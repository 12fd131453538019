import { TacitError } from '@tacit-rec/pack'
import type { Setting } from './types.ts'

/** The values that a setting takes. */
export interface SettingRule {
  /** Completes "must be …". */
  readonly must: string
  holds(x: number): boolean
}

/** Rules by the setting's name. */
export type SettingRules = Readonly<Record<string, SettingRule>>

export const WHOLE: SettingRule = {
  must: 'a whole number ≥ 1',
  holds: (x) => Number.isSafeInteger(x) && x >= 1,
}
export const SHARE: SettingRule = { must: '> 0 and ≤ 1', holds: (x) => x > 0 && x <= 1 }
export const POSITIVE: SettingRule = { must: '> 0', holds: (x) => x > 0 && Number.isFinite(x) }
export const AMOUNT: SettingRule = { must: '≥ 0', holds: (x) => x >= 0 && Number.isFinite(x) }

/**
 * Settings that several teachers have under one name. A teacher with others adds `rules` of its own.
 * A setting without a rule is an amount ≥ 0, and `…Temperature` must be > 0.
 */
const SHARED: SettingRules = {
  // The contrast kernels take four numbers at a time.
  dim: { must: 'a multiple of 4', holds: (x) => WHOLE.holds(x) && x % 4 === 0 },
  layers: WHOLE,
  intents: WHOLE,
  anchors: WHOLE,
  keepEdges: SHARE,
  k: WHOLE,
  decay: SHARE,
}

/** @throws TacitError `teacher/setting` for a value outside of the setting's rule */
export function assertValue(name: string, value: number, rules: SettingRules = {}): void {
  const fallback = name.toLowerCase().endsWith('temperature') ? POSITIVE : AMOUNT
  const rule = rules[name] ?? SHARED[name] ?? fallback
  if (rule.holds(value)) return
  throw new TacitError('teacher/setting', `setting ${name}: ${value} must be ${rule.must}`)
}

/**
 * The defaults, with the given values of the same names. Other names are ignored: they belong to
 * another part of the model.
 *
 * @throws TacitError `teacher/setting` for a value outside of its rule
 */
export function readSettings<S extends Setting>(
  defaults: S,
  given: Setting = {},
  rules?: SettingRules,
): S {
  const own = Object.entries(given).filter(([name]) => Object.hasOwn(defaults, name))
  for (const [name, value] of own) assertValue(name, value, rules)
  return { ...defaults, ...Object.fromEntries(own) }
}

/** @throws TacitError `teacher/setting` for an unknown name or a value outside of its rule */
export function assertSetting(
  name: string,
  known: Setting,
  given: Setting = {},
  rules?: SettingRules,
): void {
  const unknown = Object.keys(given).find((key) => !Object.hasOwn(known, key))
  if (unknown !== undefined) throw unknownSetting(name, unknown, Object.keys(known))
  for (const [key, value] of Object.entries(given)) assertValue(key, value, rules)
}

/** The error for a setting that a teacher does not have. */
export function unknownSetting(
  teacher: string,
  setting: string,
  known: readonly string[],
): TacitError {
  return new TacitError(
    'teacher/setting',
    `teacher "${teacher}" has no setting "${setting}": its settings are ` +
      `${known.join(', ') || 'none'}`,
  )
}

/** Values to try, by the setting's name. */
export type Axes<S extends Setting = Setting> = { readonly [K in keyof S]?: readonly number[] }

/** Every combination of the axes' values; the last axis varies fastest. */
export function combinations(axes: Axes): Setting[] {
  return Object.entries(axes).reduce<Setting[]>(
    (grid, [name, values = []]) =>
      grid.flatMap((setting) => values.map((value) => ({ ...setting, [name]: value }))),
    [{}],
  )
}
