import type { Token } from './text.ts'

const AFTER = /^(?:after|since|nach|seit)$/
const SINCE = /^(?:since|seit)$/
const RANGE = /^(?:to|until|bis|-|–|and|und)$/
const BEFORE = /^(?:before|until|till|vor)$/
const IN = /^(?:in|from|of|the|aus|von|im|den|dem|den|der|ab)$/
const YEAR = /^(?:1[0-9]{3}|20[0-9]{2})$/
/** First and last year. */
export interface Years {
  min?: number
  max?: number
}

/** Decades by name, as their last two digits. */
const DECADES = new Map(
  Object.entries({
    ...{ twenties: 20, thirties: 30, forties: 40, fifties: 50, sixties: 60, seventies: 70 },
    ...{ eighties: 80, nineties: 90, zwanziger: 20, dreissiger: 30, vierziger: 40 },
    ...{ funfziger: 50, sechziger: 60, siebziger: 70, achtziger: 80, neunziger: 90 },
  }),
)

/**
 * Years that a query says: `before 1950` (max 1949), `after 1950` (min 1951), `since 1950` (min
 * 1950), `from 1960 to 1980`, `from 1960`, `the 19th century` (1800–1899), `the 1960s`, `the 80s`.
 * A bare number is none, and neither is one with a currency.
 */
export function periodAt(
  tokens: readonly Token[],
  at: number,
): { years: Years; to: number } | undefined {
  const text = (n: number) => tokens[n]?.text ?? ''
  const relation = text(at)
  const isAfter = AFTER.test(relation)
  const isBefore = BEFORE.test(relation)
  let start = isAfter || isBefore ? at + 1 : at
  while (IN.test(text(start))) start++
  const span = centuryAt(tokens, start) ?? decadeAt(tokens, start) ?? yearAt(tokens, start)
  // A bare year may be anything.
  if (!span || (start === at && span.min === span.max)) return undefined
  const { min, max, to } = span
  if (isBefore) return { years: { max: min - 1 }, to }
  if (isAfter) return { years: { min: SINCE.test(relation) ? min : max + 1 }, to }
  if (min === max && RANGE.test(text(to)) && YEAR.test(text(to + 1)))
    return { years: { min, max: Number(text(to + 1)) }, to: to + 2 }
  return { years: { min, max }, to }
}

interface Span {
  min: number
  max: number
  /** The token after the last. */
  to: number
}

function yearAt(tokens: readonly Token[], at: number): Span | undefined {
  const text = tokens[at]?.text ?? ''
  return YEAR.test(text) ? { min: Number(text), max: Number(text), to: at + 1 } : undefined
}

/** `1960s`, `1960 s`, `80er jahren`, `nineties`. */
function decadeAt(tokens: readonly Token[], at: number): Span | undefined {
  const text = tokens[at]?.text ?? ''
  const whole = decadeOf(text)
  const min =
    whole ?? (/^(?:s|er|ern)$/.test(tokens[at + 1]?.text ?? '') ? decadeOf(`${text}s`) : undefined)
  if (min === undefined) return undefined
  const end = whole === undefined ? at + 2 : at + 1
  return { min, max: min + 9, to: /^jahren?$/.test(tokens[end]?.text ?? '') ? end + 1 : end }
}

/** `19th century`, `19 . jahrhundert`. */
function centuryAt(tokens: readonly Token[], at: number): Span | undefined {
  let to = at
  const number = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[to]?.text ?? '')
  if (!number) return undefined
  to++
  if (/^(?:st|nd|rd|th|\.)$/.test(tokens[to]?.text ?? '')) to++
  if (!/^(?:century|centuries|jahrhunderts?)$/.test(tokens[to]?.text ?? '')) return undefined
  const min = (Number(number[1]) - 1) * 100
  return { min, max: min + 99, to: to + 1 }
}

/** `1960s`, `80s`, `1960er`, `nineties`; those of two digits are of the last century. */
function decadeOf(text: string): number | undefined {
  const named = DECADES.get(text)
  if (named !== undefined) return 1900 + named
  const found = /^(\d{3}|\d)0(?:s|'s|er|ern)$/.exec(text)
  if (!found) return undefined
  return found[1].length === 1 ? 1900 + Number(found[1]) * 10 : Number(found[1]) * 10
}
