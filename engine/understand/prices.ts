import { periodAt, type Years } from './periods.ts'
import { PHRASES, phraseEnd } from './phrases.ts'
import { isNear, type Token } from './text.ts'

/** A price, an age or years that a query says. */
export interface Amount {
  name: 'price_min' | 'price_max' | 'price_low' | 'age' | 'period'
  /** Absent for `price_low` and `period`. */
  value?: number
  /** Of a `period`: first and last year. */
  years?: Years
  from: number
  /** The token after the last. */
  to: number
}

/**
 * Prices and ages. The words before a number decide the direction, never a model: `under 12` is a
 * maximum in every context. A number without such words is a price only beside a currency, where it
 * is a maximum; a number of years, or one after `kids` or `ages`, is an age; a year after `from` or
 * `before` is none of these.
 *
 * @param hasYears the shop knows the years of its items, so `before 1950` is a period
 */
export function amountsOf(tokens: readonly Token[], hasYears = false): Amount[] {
  const found: Amount[] = []
  for (let at = 0; at < tokens.length; ) {
    const amounts =
      (hasYears ? yearsAt(tokens, at) : undefined) ??
      betweenAt(tokens, at) ??
      boundAt(tokens, at) ??
      bareAt(tokens, at) ??
      lowAt(tokens, at)
    found.push(...(amounts ?? []))
    at = Math.max(at + 1, amounts?.at(-1)?.to ?? 0)
  }
  return found
}

function yearsAt(tokens: readonly Token[], from: number): Amount[] | undefined {
  const period = periodAt(tokens, from)
  return period && [{ name: 'period', from, ...period }]
}

/** A number with a currency before or after it. */
interface Money {
  value: number
  to: number
  hasCurrency: boolean
  isYears: boolean
}

function moneyAt(tokens: readonly Token[], at: number): Money | undefined {
  const start = phraseEnd(PHRASES.currency, tokens, at)
  const value = tokens[start] && numberOf(tokens[start].text)
  if (value === undefined) return undefined
  const after = start + 1
  const end = phraseEnd(PHRASES.currency, tokens, after)
  const years = phraseEnd(PHRASES.age, tokens, after)
  return {
    value,
    to: Math.max(after, end, years),
    hasCurrency: start > at || end > after,
    isYears: years > after,
  }
}

/** `1,000` and `1.000` are a thousand; `9,99` and `9.99` are less than ten. */
function numberOf(text: string): number | undefined {
  if (!/^\d[\d.,]*$/.test(text)) return undefined
  const plain = text.replace(/[.,](?=\d{3}(?:\D|$))/g, '').replace(',', '.')
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

/** `between 10 and 20`, `from 10 to 20`, `10 - 20 euros`. */
function betweenAt(tokens: readonly Token[], at: number): Amount[] | undefined {
  const between = phraseEnd(PHRASES.between, tokens, at)
  const from = phraseEnd(PHRASES.since, tokens, at)
  const start = Math.max(between, from)
  const low = moneyAt(tokens, start)
  if (!low) return undefined
  const joined = phraseEnd(PHRASES.to, tokens, low.to)
  const high = joined > low.to ? moneyAt(tokens, joined) : undefined
  if (!high) return undefined
  const hasCurrency = low.hasCurrency || high.hasCurrency
  if (start === at && !hasCurrency && !(isBoundary(tokens, at) && endsAt(tokens, high.to)))
    return undefined
  if (high.isYears || isYear(low) || isChild(tokens, at)) return []
  const [min, max] = [low.value, high.value].sort((a, b) => a - b)
  return [
    { name: 'price_min', value: min, from: at, to: low.to },
    { name: 'price_max', value: max, from: joined, to: high.to },
  ]
}

/**
 * The end of a bound's words, which may be misspelled before a number: `at lest 20 €` read without
 * them would be a maximum.
 */
function boundEnd(list: readonly string[], tokens: readonly Token[], at: number): number {
  const exact = phraseEnd(list, tokens, at)
  if (exact > at) return exact
  for (let to = Math.min(tokens.length - 1, at + 3); to > at; to--) {
    if (!moneyAt(tokens, to)) continue
    const said = tokens.slice(at, to).map(({ text }) => text)
    const isSaid = (phrase: string) => {
      const words = phrase.split(' ')
      return words.length === said.length && words.every((word, n) => isNear(word, said[n]))
    }
    if (list.some(isSaid)) return to
  }
  return at
}

/** A range without a currency is a price where nothing else stands beside it: `only 25 to 75`. */
function isBoundary(tokens: readonly Token[], at: number): boolean {
  return at === 0 || /^(?:for|fur|only|just|nur|the|bitte|[,;.]|and|und)$/.test(tokens[at - 1].text)
}

function boundAt(tokens: readonly Token[], at: number): Amount[] | undefined {
  for (const name of ['max', 'min'] as const) {
    const start = boundEnd(PHRASES[name], tokens, at)
    const money = start > at ? moneyAt(tokens, start) : undefined
    if (!money) continue
    const { value, to } = money
    if (money.isYears || (!money.hasCurrency && isChild(tokens, at)))
      return [{ name: 'age', value, from: at, to }]
    if (isYear(money) && phraseEnd(PHRASES.since, tokens, at) === start) return []
    return [{ name: `price_${name}`, value, from: at, to }]
  }
  const start = phraseEnd(PHRASES.roughly, tokens, at)
  const money = start > at ? moneyAt(tokens, start) : undefined
  if (!money || money.isYears || isYear(money)) return undefined
  if (!money.hasCurrency && !endsAt(tokens, money.to)) return undefined
  return [{ name: 'price_max', value: money.value, from: at, to: money.to }]
}

function endsAt(tokens: readonly Token[], at: number): boolean {
  return at >= tokens.length || phraseEnd(PHRASES.joins, tokens, at) > at
}

function bareAt(tokens: readonly Token[], at: number): Amount[] | undefined {
  const money = moneyAt(tokens, at)
  if (!money) return undefined
  const { value, to } = money
  if (money.isYears || (!money.hasCurrency && isChild(tokens, at)))
    return [{ name: 'age', value, from: at, to }]
  if (!money.hasCurrency) return undefined
  const after = phraseEnd(PHRASES.orMore, tokens, to)
  if (after > to) return [{ name: 'price_min', value, from: at, to: after }]
  return [
    { name: 'price_max', value, from: at, to: Math.max(to, phraseEnd(PHRASES.orLess, tokens, to)) },
  ]
}

function lowAt(tokens: readonly Token[], at: number): Amount[] | undefined {
  const to = phraseEnd(PHRASES.low, tokens, at)
  return to > at ? [{ name: 'price_low', from: at, to }] : undefined
}

function isYear({ value, hasCurrency }: Money): boolean {
  return !hasCurrency && Number.isInteger(value) && value >= 1500 && value <= 2100
}

function isChild(tokens: readonly Token[], at: number): boolean {
  return at > 0 && phraseEnd(PHRASES.children, tokens, at - 1) === at
}

/** Of contradictory bounds in a clause, and of two of one kind, the one that was said last. */
export function consistent(amounts: readonly Amount[]): Amount[] {
  const backwards = [...amounts].reverse()
  const last = (name: Amount['name']) => backwards.find((one) => one.name === name)
  const [min, max] = [last('price_min'), last('price_max')]
  const clash = min && max && min.value! > max.value!
  const dropped = clash ? (min.from > max.from ? max : min) : undefined
  return amounts.filter(
    (one) => one !== dropped && (!one.name.match(/^price_m/) || one === last(one.name)),
  )
}
