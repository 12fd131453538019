/** How texts of one form become an instant. */
export interface TextForm {
  /** For DuckDB's `strptime`. Of two numbers before the year, the first is the day. */
  format: string
  /** The same with the month first; null if the form says which is which. */
  monthFirst: string | null
  /** Whether custom puts the day first (`14.11.2023`), also where the values leave both open. */
  dayByCustom: boolean
  /** SQL around the text, with `?` for it, which removes what `strptime` cannot skip. */
  clean: string | null
}

interface Token {
  pattern: RegExp
  /** Format codes for the match, or null where the match cannot be that token here. */
  codes: (match: RegExpExecArray, before: string) => string | null
}

const MONTH = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const LONG_MONTH =
  'january|february|march|april|june|july|august|september|october|november|december'
const LONG_DAY = 'monday|tuesday|wednesday|thursday|friday|saturday|sunday'

/** Day and month in either order; resolved by `formOf`. */
const FIRST = '\u0001'
const SECOND = '\u0002'

/** Months by their names in other languages, where they are not as in English. */
const OTHER_MONTHS = Object.entries({
  January: 'janvier|januar|jänner|enero|gennaio|janeiro|januari',
  February: 'février|fevrier|februar|febrero|febbraio|fevereiro|februari',
  March: 'mars|märz|maerz|marzo|março|maart',
  April: 'avril|abril|aprile',
  May: 'mai|mayo|maggio|maio|mei',
  June: 'juin|juni|junio|giugno|junho',
  July: 'juillet|juli|julio|luglio|julho',
  August: 'août|aout|agosto|augustus',
  September: 'septembre|septiembre|settembre|setembro',
  October: 'octobre|oktober|octubre|ottobre|outubro',
  November: 'novembre|noviembre|novembro',
  December: 'décembre|decembre|dezember|diciembre|dicembre|dezembro',
}).map(([month, names]) => ({
  // Not `\b`, which knows no accents.
  found: new RegExp(`(^|[^\\p{L}])(?:${names})(?!\\p{L})`, 'iu'),
  sql: `regexp_replace(?, '(?i)(^|[^\\p{L}])(?:${names})($|[^\\p{L}])', '\\1${month}\\2')`,
  to: `$1${month}`,
}))

/** In the order in which they are tried at each place of a text. */
const TOKENS: Token[] = [
  token(/\d{4}-W\d{2}-\d(?!\d)/y, '%G-W%V-%u'),
  {
    pattern: /(\d{4})([-/.])(\d{1,2})(?:([-/.])(\d{1,2}))?(?!\d)/y,
    codes: ([, , one, , two]) => (two ? `%Y${one}%m${two}%d` : `%Y${one}%m`),
  },
  {
    pattern: /(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/y,
    codes: ([, , mark, , year]) => FIRST + mark + SECOND + mark + (year.length === 4 ? '%Y' : '%y'),
  },
  token(/(?:19|20)\d{6}(?=[ T_-]?\d{2}|$)/y, '%Y%m%d'),
  // Amazon: 11 14, 2023.
  token(/\d{1,2} \d{1,2}, ?(?=\d{4}$)/y, '%m %d, '),
  {
    pattern: /\d{1,2}:\d{2}(:\d{2}(?:([.,])(\d{1,9}))?)?(\s*[ap]m\b)?/iy,
    codes: ([, seconds, mark, fraction, half]) => {
      const hour = half ? '%I:%M' : '%H:%M'
      const part = fraction ? mark + (fraction.length > 6 ? '%n' : '%f') : ''
      return hour + (seconds ? `:%S${part}` : '') + (half ? `${/^\s/.test(half) ? ' ' : ''}%p` : '')
    },
  },
  {
    pattern: /\d{6}(?!\d)|\d{4}(?=[Z+-]|$)/y,
    codes: ([digits], before) => {
      if (!/%d[T _-]?$/.test(before)) return null
      return digits.length === 6 ? '%H%M%S' : '%H%M'
    },
  },
  {
    pattern: /[+-]\d{2}(?::?\d{2})?(?!\d)/y,
    codes: (_, before) => (/%[HMSpfn]|%[HMSpfn] ?(?:UTC|GMT)? ?$/.test(before) ? '%z' : null),
  },
  token(new RegExp(`(?:${LONG_MONTH})\\b`, 'iy'), '%B'),
  token(new RegExp(`(?:${MONTH}|sept)\\b`, 'iy'), '%b'),
  token(new RegExp(`(?:${LONG_DAY})\\b`, 'iy'), '%A'),
  token(/(?:mon|tue|wed|thu|fri|sat|sun)\b/iy, '%a'),
  token(/(?:19|20)\d{2}(?!\d)/y, '%Y'),
  {
    pattern: /\d{1,2}(?!\d)/y,
    codes: (_, before) => {
      if (!before.includes('%d')) return '%d'
      return /%[bB]/.test(before) && !/%[yY]/.test(before) ? '%y' : null
    },
  },
  { pattern: /(?:UTC|GMT|Z)(?![a-z])/iy, codes: ([zone]) => zone },
  {
    pattern: /[A-Z]{3,4}\b/y,
    codes: (_, before) => (/%[MSpfn] $/.test(before) ? '%Z' : null),
  },
  { pattern: /(?:T(?=\d)|at\b|on\b|posted\b)/iy, codes: ([word]) => word },
  { pattern: /\s+/y, codes: () => ' ' },
  { pattern: /[,.:/_@-]/y, codes: ([mark]) => mark },
]

function token(pattern: RegExp, codes: string): Token {
  return { pattern, codes: () => codes }
}

/** The form of a time that is written as text; null if it is none that we know. */
export function formOf(text: string): TextForm | null {
  const { bare, clean } = withoutExtras(text.trim())
  const codes = codesOf(bare)
  if (codes === null) return null
  const numeric = codes.includes(FIRST)
  const has = (code: RegExp) => code.test(codes)
  const dated = numeric || has(/%G/) || (has(/%[yY]/) && has(/%[mbB]/))
  if (!dated || (has(/%Y-%m(?!-)/) && has(/%H/))) return null
  const order = (first: string, second: string) =>
    codes.replace(FIRST, first).replace(SECOND, second)
  return {
    format: order('%d', '%m'),
    monthFirst: numeric ? order('%m', '%d') : null,
    dayByCustom: codes.includes(`${FIRST}.`),
    clean,
  }
}

/** Removes a zone's name in brackets (JavaScript), `14th` and `Sept`, as `clean` does in SQL. */
function withoutExtras(text: string): { bare: string; clean: string | null } {
  const extras = [
    // Logs of web servers; Java's zone after the offset; Spanish; German.
    { found: /^\[(.*)\]$/, sql: "regexp_replace(?, '^\\[(.*)\\]$', '\\1')", to: '$1' },
    { found: /\[[A-Za-z_/]+\]$/, sql: "regexp_replace(?, '\\[[A-Za-z_/]+\\]$', '')", to: '' },
    { found: / de (?=\p{L}|\d{4})/giu, sql: "replace(?, ' de ', ' ')", to: ' ' },
    { found: /\s*\bUhr\b/i, sql: "regexp_replace(?, '(?i)\\s*\\bUhr\\b', '')", to: '' },
    ...OTHER_MONTHS,
    { found: /\s*\([^)]*\)$/, sql: String.raw`regexp_replace(?, '\s*\([^)]*\)$', '')`, to: '' },
    {
      found: /(\d)(?:st|nd|rd|th)\b/i,
      sql: String.raw`regexp_replace(?, '(?i)(\d)(st|nd|rd|th)\b', '\1')`,
      to: '$1',
    },
    { found: /\bsept\b/i, sql: String.raw`regexp_replace(?, '(?i)\bsept\b', 'Sep')`, to: 'Sep' },
  ]
  let bare = text
  let clean: string | null = null
  for (const { found, sql, to } of extras) {
    if (!found.test(bare)) continue
    bare = bare.replace(found, to)
    clean = sql.replace('?', () => clean ?? '?')
  }
  return { bare, clean }
}

function codesOf(text: string): string | null {
  let codes = ''
  for (let at = 0; at < text.length; ) {
    let next: { codes: string; length: number } | null = null
    for (const { pattern, codes: codesFor } of TOKENS) {
      pattern.lastIndex = at
      const match = pattern.exec(text)
      const found = match && codesFor(match, codes)
      if (!match || found === null) continue
      next = { codes: found, length: match[0].length }
      break
    }
    if (!next) return null
    codes += next.codes
    at += next.length
  }
  return codes
}
