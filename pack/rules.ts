import * as v from 'valibot'
import { TacitError } from './errors.ts'
import { isRecord, show } from './guards.ts'
import { readJson } from './json.ts'

/** Bounds of rules: a device evaluates them for every list. */
const LIMITS = { rules: 500, placements: 200, values: 1000, conditions: 100, depth: 24 } as const

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500))
const number = v.pipe(v.number(), v.finite())
const share = v.pipe(number, v.minValue(0), v.maxValue(1))
const place = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))
const days = v.pipe(number, v.minValue(0.01), v.maxValue(36_500))
const value = v.union([text, number])
const listOf = <const S extends v.GenericSchema>(of: S, max: number) =>
  v.pipe(v.array(of), v.minLength(1), v.maxLength(max))

/** What is true of an item, or not. A fact that an item does not have makes every form but `exists` and `not` false. */
export type Condition =
  /** The fact, or one of its values, is this. A category matches a whole path, its start, or a step. */
  | { fact: string; eq: string | number }
  /** As `eq`, with one of these values. */
  | { fact: string; in: (string | number)[] }
  /** The fact is a number in this range, both ends included. */
  | { fact: string; min?: number; max?: number }
  /** The fact is known, or is not. */
  | { fact: string; exists: boolean }
  /** The fact is a time, at most so many days ago. */
  | { fact: string; newer: number }
  | { not: Condition }
  | { all: Condition[] }
  | { any: Condition[] }

/** The schema of an object is told by a key, so that an error has the path of what is wrong. */
const ConditionSchema: v.GenericSchema<Condition> = v.lazy((given) =>
  oneOf<Condition>(CONDITIONS, given),
)
const conditions = listOf(ConditionSchema, LIMITS.conditions)

/** By a key that each has. */
const CONDITIONS = {
  eq: v.strictObject({ fact: text, eq: value }),
  in: v.strictObject({ fact: text, in: listOf(value, LIMITS.values) }),
  exists: v.strictObject({ fact: text, exists: v.boolean() }),
  newer: v.strictObject({ fact: text, newer: days }),
  min: v.strictObject({ fact: text, min: number, max: v.optional(number) }),
  max: v.strictObject({ fact: text, min: v.optional(number), max: number }),
  not: v.strictObject({ not: ConditionSchema }),
  all: v.strictObject({ all: conditions }),
  any: v.strictObject({ any: conditions }),
} as const

const time = v.union([v.pipe(v.string(), v.isoTimestamp()), v.pipe(v.string(), v.isoDate())])
/** `last`: after all others · `mixed`: by score · `never` · days after which half of the way back is done. */
const met = v.union([v.picklist(['last', 'mixed', 'never']), days])

/** Keys that every rule may have: a name for reports, and when it applies. */
const common = { name: v.optional(text), from: v.optional(time), until: v.optional(time) }

const ids = listOf(text, LIMITS.values)
const pinned = v.union([text, ids])

/** By a key that each has: what the rule does. */
const RULES = {
  /** Lists only items of which the condition is true. */
  filter: v.strictObject({ ...common, filter: ConditionSchema }),
  /** Lists only items of this availability, and those of unknown availability. */
  stock: v.strictObject({ ...common, stock: listOf(text, LIMITS.values) }),
  /** Lists only items with a price in this range, in this currency if both are known. */
  price: v.strictObject({
    ...common,
    price: v.strictObject({
      min: v.optional(number),
      max: v.optional(number),
      currency: v.optional(text),
    }),
  }),
  /** Puts items at a place, counted from 1 over all pages; several follow one another. */
  pin: v.strictObject({
    ...common,
    pin: v.lazy((given) => (Array.isArray(given) ? ids : given === undefined ? pinned : text)),
    at: v.optional(place),
  }),
  /** Adds so many standard deviations of the list's scores. */
  boost: v.strictObject({
    ...common,
    boost: v.pipe(number, v.minValue(-100), v.maxValue(100)),
    where: ConditionSchema,
  }),
  /** Puts items after all others. */
  bury: v.strictObject({ ...common, bury: ConditionSchema }),
  /** Reserves places, counted from 1 over all pages, for the best items of a kind. */
  slots: v.strictObject({
    ...common,
    slots: v.pipe(v.array(place), v.minLength(1), v.maxLength(100)),
    where: ConditionSchema,
  }),
  /** Reserves every n-th place. */
  every: v.strictObject({ ...common, every: place, where: ConditionSchema }),
  /** Lists at most so many items of one value of a fact on a page. */
  max: v.strictObject({ ...common, max: place, per: text }),
  /** What becomes of items that the person met. */
  seen: v.strictObject({ ...common, seen: met }),
  /** What becomes of items that the person bought. */
  bought: v.strictObject({ ...common, bought: met }),
  /** Share of variety in the order: between items, or as the person's intents are distributed. */
  diversity: v.strictObject({
    ...common,
    diversity: share,
    by: v.optional(v.picklist(['items', 'intents'])),
  }),
  /** Share of places for items that the person would not get otherwise. */
  explore: v.strictObject({ ...common, explore: share }),
} as const

const RuleSchema: v.GenericSchema<Rule> = v.lazy((given) => oneOf<Rule>(RULES, given))
const ListSchema = v.pipe(v.array(RuleSchema), v.maxLength(LIMITS.rules))
/** The schema of a file of rules: docs/rules.md#file. */
export const RulesSchema = v.objectWithRest({ $schema: v.optional(v.string()) }, ListSchema)

/** One rule. It does what its key says. */
export type Rule = v.InferOutput<(typeof RULES)[keyof typeof RULES]>
/** A site's rules by placement; those of `*` apply to every list. */
export type Rules = Record<string, Rule[]>

/** The schema that an object's key asks for; all of them for JSON schema, which gives no object. */
function oneOf<T>(forms: Record<string, v.GenericSchema<T>>, given: unknown): v.GenericSchema<T> {
  if (given === undefined) return v.union(Object.values(forms))
  const key = isRecord(given) && Object.keys(forms).find((known) => known in given)
  if (key) return forms[key]
  const expected = `one of the keys ${Object.keys(forms).join(', ')}`
  return v.custom<T>(() => false, `expected an object with ${expected}, not ${show(given, 60)}`)
}

/**
 * Checks the rules of a site.
 *
 * @param file named in the error
 * @throws {TacitError} `pack/rules` with the path of what is wrong, such as `home[2].where.min`
 */
export function parseRules(json: unknown, file = '[pack] rules'): Rules {
  const { $schema: _, ...rules } = check(RulesSchema, json, `${file}: `, '')
  if (Object.keys(rules).length > LIMITS.placements)
    throw refused(`${file}: more than ${LIMITS.placements} placements`)
  return rules as Rules
}

/** Checks the rules of one call. @throws {TacitError} `pack/rules` with a path: `rules[0].max` */
export function parseRuleList(json: unknown): Rule[] {
  return check(ListSchema, json, '', 'rules')
}

/** Checks the condition of one call. @throws {TacitError} `pack/rules` with a path: `filter.eq` */
export function parseCondition(json: unknown): Condition {
  return check(ConditionSchema, json, '', 'filter')
}

/** Reads `rules.*.json`. @throws {TacitError} `pack/rules` */
export function decodeRules(bytes: Uint8Array): Rules {
  return parseRules(readJson('rules', bytes))
}

function check<S extends v.GenericSchema>(
  schema: S,
  json: unknown,
  file: string,
  root: string,
): v.InferOutput<S> {
  // A schema of nested conditions calls itself, so depth comes first.
  if (!isShallow(json, LIMITS.depth))
    throw refused(`${file}${root}nested more than ${LIMITS.depth} deep`)
  const result = v.safeParse(schema, json)
  if (result.success) return result.output
  const [issue] = result.issues
  const path = pathOf(issue, root)
  throw refused(`${file}${path && `${path}: `}${issue.message.slice(0, 300)}`)
}

/** `home[2].where.min` */
function pathOf(issue: v.BaseIssue<unknown>, root: string): string {
  return (issue.path ?? []).reduce((before, { key }) => {
    if (typeof key === 'number') return `${before}[${key}]`
    if (!/^[\w*-]+$/.test(String(key))) return `${before}[${show(key)}]`
    return before ? `${before}.${key}` : String(key)
  }, root)
}

function isShallow(json: unknown, depth: number): boolean {
  if (typeof json !== 'object' || json === null) return true
  return depth > 0 && Object.values(json).every((child) => isShallow(child, depth - 1))
}

function refused(problem: string): TacitError {
  return new TacitError('pack/rules', `${problem}: correct it; docs/rules.md has every form`)
}
