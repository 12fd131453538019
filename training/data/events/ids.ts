import { quoted } from '../duckdb.ts'

/** Blanks of Unicode, and characters without width, that copying leaves around values. */
const AROUND =
  ' \t\n\v\f\r\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
  '\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff'

/** Words for "no value", whatever their case. */
const NONE = [
  '',
  'null',
  '(null)',
  'n/a',
  '#n/a',
  'nan',
  'none',
  'nil',
  'n.a.',
  'not available',
  '(blank)',
  '(empty)',
  '""',
  'undefined',
  '<na>',
  '\\n',
  '(not set)',
  '-',
  '--',
  '–',
  '—',
  '00000000-0000-0000-0000-000000000000',
]
/** Words that logs and shops write for a person who is not known. */
const GUESTS = [
  ...[
    'guest',
    'anonymous',
    'anon',
    'unknown',
    'missing',
    '?',
    'not logged in',
    'not signed in',
    'no user',
  ],
  ...[
    'gast',
    'invité',
    'invitado',
    'ospite',
    'convidado',
    'anonym',
    'anonyme',
    'anónimo',
    'walk-in',
  ],
]

/** Begins the user of an order without a user; no id begins so, because ids are trimmed. */
export const GUEST = ' order '

/** SQL: a text without blanks around it. */
export function trimmedSql(text: string): string {
  return `trim(${text}, ${quoted(AROUND)})`
}

/** SQL: whether a text says nothing, as NULL, `null`, `N/A` or `—` do. */
export function blankSql(text: string): string {
  const plain = trimmedSql(text)
  const none = NONE.map(quoted).join(', ')
  return `(${text} IS NULL OR ${plain} = 'NA' OR lower(${plain}) IN (${none}))`
}

/**
 * SQL: the id that a text means, NULL if blank. It is trimmed, its accents have one code (NFC), an integer
 * that a program wrote as a fraction (`17.0`) is one again, and a text that was marked as one for a
 * spreadsheet (`="007"`, `'007`) loses the mark.
 */
export function idSql(text: string): string {
  const unmarked = `regexp_replace(${trimmedSql(text)}, '^(?:="(.+)"|''([0-9].*))$', '\\1\\2')`
  const id = `nfc_normalize(${unmarked})`
  const whole = `regexp_replace(${id}, '^(-?[0-9]+)[.]0+$', '\\1')`
  return `CASE WHEN starts_with(${text}, ${quoted(GUEST)}) THEN ${text}
    WHEN ${blankSql(text)} THEN NULL ELSE ${whole} END`
}

/** The same for an id that is not blank. */
export function plainId(id: string): string {
  const unmarked = id.trim().replace(/^(?:="(.+)"|'(\d.*))$/s, '$1$2')
  return unmarked.normalize('NFC').replace(/^(-?\d+)\.0+$/, '$1')
}

/** SQL: the user that a text means, NULL for a guest. */
export function userSql(text: string): string {
  const guests = GUESTS.map(quoted).join(', ')
  return `CASE WHEN lower(${trimmedSql(text)}) IN (${guests}) THEN NULL ELSE ${idSql(text)} END`
}

/** SQL: the user of a row that may have an order instead of a user. */
export function userOrGuestSql(user: string, order: string): string {
  const guests = GUESTS.map(quoted).join(', ')
  const known = `NOT ${blankSql(user)} AND lower(${trimmedSql(user)}) NOT IN (${guests})`
  return `CASE WHEN ${known} THEN ${trimmedSql(user)}
    WHEN NOT ${blankSql(order)} THEN ${quoted(GUEST)} || ${trimmedSql(order)} END`
}
