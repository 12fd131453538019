import type { Token } from './text.ts'

const AFTER = /^(?:after|since|nach|seit)$/
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
  let start = at
  while (IN.test(text(start))) start++
  const first = start
  const done = (to: number, years: Years) => ({ years, to })
  const century = centuryAt(tokens, start)
  if (century) return done(century.to, century.years)
  const decade = decadeOf(text(start)) ?? (text(start + 1) === 's' && decadeOf(`${text(start)}s`))
  if (decade) {
    const end = decadeOf(text(start)) ? start + 1 : start + 2
    const isNamed = /^jahre[n]?$/.test(text(end))
    return done(isNamed ? end + 1 : end, { min: decade, max: decade + 9 })
  }
  const relation = text(at)
  if (AFTER.test(relation) && YEAR.test(text(at + 1))) {
    const isSince = relation === 'since' || relation === 'seit'
    return done(at + 2, { min: Number(text(at + 1)) + (isSince ? 0 : 1) })
  }
  if (BEFORE.test(relation) && YEAR.test(text(at + 1)))
    return done(at + 2, { max: Number(text(at + 1)) - 1 })
  if (first === at || !YEAR.test(text(first))) return undefined
  const year = Number(text(first))
  if (/^(?:to|until|bis|-|–|and|und)$/.test(text(first + 1)) && YEAR.test(text(first + 2)))
    return done(first + 3, { min: year, max: Number(text(first + 2)) })
  return done(first + 1, { min: year, max: year })
}

/** `19th century`, `19 . jahrhundert`. */
function centuryAt(tokens: readonly Token[], at: number) {
  let to = at
  const number = /^(\d{1,2})(?:st|nd|rd|th)?$/.exec(tokens[to]?.text ?? '')
  if (!number) return undefined
  to++
  if (/^(?:st|nd|rd|th|\.)$/.test(tokens[to]?.text ?? '')) to++
  if (!/^(?:century|centuries|jahrhunderts?)$/.test(tokens[to]?.text ?? '')) return undefined
  const min = (Number(number[1]) - 1) * 100
  return { to: to + 1, years: { min, max: min + 99 } }
}

/** `1960s`, `80s`, `1960er`, `nineties`; those of two digits are of the last century. */
function decadeOf(text: string): number | undefined {
  const named = DECADES.get(text)
  if (named !== undefined) return 1900 + named
  const found = /^(\d{3}|\d)0(?:s|'s|er|ern)$/.exec(text)
  if (!found) return undefined
  return found[1].length === 1 ? 1900 + Number(found[1]) * 10 : Number(found[1]) * 10
}
