import type { Catalogue, Condition, Rule, Rules } from '@tacit-rec/pack'
import type { Diversity } from '../types.ts'
import { column, compile, every, type Test } from './condition.ts'

/** What becomes of items that the person met; a number is a half-life in days. */
export type Met = 'last' | 'mixed' | 'never' | number

/** The rules of one list, compiled. */
export interface Plan {
  /** Whether an item may be listed at all; null: any. */
  accepts: Test | null
  boosts: { by: number; where: Test }[]
  buried: Test | null
  caps: { max: number; valuesOf(item: number): readonly unknown[] }[]
  /** The first one has precedence. Places count from 1. */
  pins: { id: string; place: number; rule: string }[]
  slots: { isAt(place: number): boolean; where: Test; rule: string }[]
  seen?: Met
  bought?: Met
  diversity?: Diversity
  /** Share of places. */
  explore?: number
}

/** A rule and what it is called. */
interface Named {
  rule: Rule
  name: string
}

/**
 * The rules of a list, the most specific first: those of the call, then the placement's, then those
 * for every placement.
 */
export function rulesFor(
  rules: Rules | null,
  placement: string | undefined,
  own: readonly Rule[],
): Named[] {
  const named = (of: string, list: readonly Rule[] = []) =>
    list.map((rule, n) => ({ rule, name: rule.name ?? `${of}[${n}]` }))
  const places = new Set([placement ?? '*', '*'])
  const kept = [...places].flatMap((place) =>
    named(place, rules && Object.hasOwn(rules, place) ? rules[place] : []),
  )
  return [...named('rules', own), ...kept]
}

/**
 * Combines the rules that apply now: an item must pass every filter, every cap holds, boosts add up.
 * Where only one can be, the most specific rule wins.
 *
 * @param now milliseconds since 1970
 */
export function planOf(rules: readonly Named[], catalogue: Catalogue, now: number): Plan {
  const filters: Test[] = []
  const buried: Test[] = []
  const plan: Plan = { ...NO_RULES, boosts: [], caps: [], pins: [], slots: [] }
  const test = (condition: Condition) => compile(condition, catalogue, now)
  for (const { rule, name } of rules) {
    if (rule.from && now < Date.parse(rule.from)) continue
    if (rule.until && now >= Date.parse(rule.until)) continue
    if ('filter' in rule) filters.push(test(rule.filter))
    else if ('stock' in rule)
      filters.push(test(orUnknown({ fact: 'availability', in: rule.stock })))
    else if ('price' in rule) filters.push(test(price(rule.price)))
    else if ('bury' in rule) buried.push(test(rule.bury))
    else if ('boost' in rule) plan.boosts.push({ by: rule.boost, where: test(rule.where) })
    else if ('max' in rule) plan.caps.push({ max: rule.max, valuesOf: values(catalogue, rule.per) })
    else if ('pin' in rule) {
      for (const [n, id] of [rule.pin].flat().entries())
        plan.pins.push({ id, place: (rule.at ?? 1) + n, rule: name })
    } else if ('slots' in rule || 'every' in rule) {
      const isAt = (place: number) =>
        'every' in rule ? place % rule.every === 0 : rule.slots.includes(place)
      plan.slots.push({ isAt, where: test(rule.where), rule: name })
    } else if ('seen' in rule) plan.seen ??= rule.seen
    else if ('bought' in rule) plan.bought ??= rule.bought
    else if ('explore' in rule) plan.explore ??= rule.explore
    else plan.diversity ??= { amount: rule.diversity, by: rule.by }
  }
  if (filters.length) plan.accepts = every(filters)
  if (buried.length) plan.buried = (item) => buried.some((test) => test(item))
  return plan
}

export const NO_RULES: Plan = {
  accepts: null,
  boosts: [],
  buried: null,
  caps: [],
  pins: [],
  slots: [],
}

/** True also where the fact is unknown: many catalogues list only what they can sell. */
function orUnknown(condition: Condition & { fact: string }): Condition {
  return { any: [condition, { fact: condition.fact, exists: false }] }
}

function price({
  min,
  max,
  currency,
}: {
  min?: number
  max?: number
  currency?: string
}): Condition {
  const fits: Condition = { fact: 'price', min, max }
  if (currency === undefined) return fits
  return { all: [fits, orUnknown({ fact: 'currency', eq: currency })] }
}

function values(catalogue: Catalogue, fact: string): (item: number) => readonly unknown[] {
  const cells = column(catalogue, fact)
  return (item) => {
    const cell = cells?.[item] ?? null
    return cell === null ? [] : Array.isArray(cell) ? cell : [cell]
  }
}
