import { assertValue } from '../settings.ts'

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
  for (const [name, value] of own) assertValue(name, value)
  return { ...defaults, ...Object.fromEntries(own) }
}
