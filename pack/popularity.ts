import { column } from './columns.ts'
import { invalidFile } from './errors.ts'
import { isFiniteNumber } from './guards.ts'
import type { Shape } from './manifest.ts'

/** Popularity is a count, which may exceed the limit of the other tables. */
export const MAX_POPULARITY = 1e12

/** Reads `popularity.*.json.gz`. @throws {TacitError} `pack/popularity` */
export function decodePopularity(
  json: Record<string, unknown>,
  { items }: Pick<Shape, 'items'>,
): Float32Array {
  const values = column('popularity', 'users', json.users, items, isFiniteNumber)
  const wrong = values.findIndex(
    (users) => !(users !== null && users >= 0 && users <= MAX_POPULARITY),
  )
  if (wrong >= 0)
    throw invalidFile(
      'popularity',
      `users[${wrong}] = ${values[wrong]} is not within 0…${MAX_POPULARITY}`,
    )
  return Float32Array.from(values as number[])
}

/** The JSON of `popularity.*.json.gz`. */
export function encodePopularity(popularity: Float32Array): { users: number[] } {
  return { users: Array.from(popularity) }
}
