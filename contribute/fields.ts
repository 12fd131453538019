import { TacitError } from '@tacit-rec/pack'
import { SEAL_KEY_BYTES } from './seal.ts'
import { THRESHOLDS } from './share.ts'
import { POINT_BYTES } from './voprf.ts'

/**
 * What a field must be. A schema library would add 1.4 kB, gzip, to the Worker that every contributing
 * device loads.
 */
export interface Field<T> {
  is(value: unknown): value is T
  /** In words, after the field's name. */
  must: string
}

const between = (min: number, max: number): Field<number> => ({
  is: (value): value is number => typeof value === 'number' && value >= min && value <= max,
  must: `must be a number from ${min} to ${max}`,
})
const whole = (min: number, max: number): Field<number> => ({
  is: (value): value is number => between(min, max).is(value) && Number.isSafeInteger(value),
  must: `must be a whole number from ${min} to ${max}`,
})
const text = (form: RegExp, must: string): Field<string> => ({
  is: (value): value is string => typeof value === 'string' && form.test(value),
  must,
})
const bytes = (length: number) =>
  text(
    new RegExp(`^[\\w-]{${Math.ceil((4 * length) / 3)}}$`),
    `must be ${length} bytes in base64url`,
  )

const EPSILON = between(0, 1000)

/** ε of an epoch and of 13, at δ = 10⁻⁶. */
export interface StatedLeak {
  epoch: number
  quarter: number
}

const leak: Field<StatedLeak | null> = {
  is: (value): value is StatedLeak | null => {
    if (value === null) return true
    const { epoch, quarter } = Object(value)
    return EPSILON.is(epoch) && EPSILON.is(quarter)
  },
  must: 'must be null, or epoch and quarter from 0 to 1000',
}

/** The fields of signed parameters. */
export const FIELDS = {
  version: { is: (value): value is 1 => value === 1, must: 'must be 1' } satisfies Field<1>,
  catalogue: text(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be a name of a-z, 0-9 and -'),
  epoch: whole(0, 2 ** 32 - 1),
  /** When the key exists and when it is destroyed, in ms since 1970. */
  opens: whole(0, Number.MAX_SAFE_INTEGER),
  closes: whole(0, Number.MAX_SAFE_INTEGER),
  /** Public key of the epoch. */
  key: bytes(POINT_BYTES),
  /** k */
  threshold: whole(THRESHOLDS.min, THRESHOLDS.max),
  /** p, the probability with which a device sends a token that it has. */
  sample: between(Number.MIN_VALUE, 1),
  /** m, pairs a device. */
  pairs: whole(1, 100),
  /** Share of devices that measure in the epoch instead of giving pairs; 0 if it is not stated. */
  measure: between(0, 1),
  /** SHA-256 of the clusters. */
  clusters: bytes(32),
  /** The aggregator's key: messages are sealed to it. */
  seal: bytes(SEAL_KEY_BYTES),
  /** Null at p = 1, where k is a threshold and nothing more. */
  leak,
  /** Max number of evaluations in the epoch, which bounds what guessing can read. */
  evaluations: whole(1, Number.MAX_SAFE_INTEGER),
}

/** What the randomness server signs for an epoch. */
export type Parameters = {
  [Name in keyof typeof FIELDS]: (typeof FIELDS)[Name] extends Field<infer T> ? T : never
}

/**
 * Parameters of a parsed JSON. Unknown fields are left out.
 *
 * @throws {TacitError} `contribute/parameters`
 */
export function parseParameters(value: unknown): Parameters {
  const given: Record<string, unknown> = { measure: 0, ...Object(value) }
  const parsed: Record<string, unknown> = {}
  for (const [name, { is, must }] of Object.entries(FIELDS)) {
    if (!is(given[name])) throw refuse(`have a bad ${name}: it ${must}`)
    parsed[name] = given[name]
  }
  return parsed as Parameters
}

/** The error of parameters that are not taken. */
export function refuse(why: string, cause?: unknown): TacitError {
  return new TacitError(
    'contribute/parameters',
    `[contribute] the parameters ${why}: nothing is given`,
    { cause },
  )
}
