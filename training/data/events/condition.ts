import { TacitError } from '@tacit-rec/pack'
import { quoted } from '../duckdb.ts'
import { blankSql, trimmedSql } from './ids.ts'

const OPS = ['!=', '<=', '>=', '=', '<', '>', '~'] as const

/** `column op value` of `--where` and `--like`. */
export interface Condition {
  column: string
  op: (typeof OPS)[number]
  value: string
  /** As it was written. */
  text: string
}

/**
 * Reads a condition: a column, one of `= != < <= > >= ~`, and a value. `~` matches a regular
 * expression. Values that are numbers compare as numbers, others as texts.
 *
 * @throws TacitError `data/condition`
 */
export function parseCondition(text: string, flag: '--where' | '--like'): Condition {
  const match = /^\s*(.+?)\s*(!=|<=|>=|==|=|<|>|~)\s*(.*?)\s*$/su.exec(text)
  if (!match) {
    throw new TacitError(
      'data/condition',
      `${flag} ${text}: write a column, one of ${OPS.join(' ')}, and a value, such as ` +
        `${flag} '${flag === '--like' ? 'value>=4' : 'status!=test'}'`,
    )
  }
  const op = (match[2] === '==' ? '=' : match[2]) as Condition['op']
  const value = match[3].replace(/^(["'])(.*)\1$/s, '$2')
  if (op === '~' && !isPattern(value)) {
    throw new TacitError(
      'data/condition',
      `${flag} ${text}: "${value}" is no regular expression: correct it`,
    )
  }
  if ('<>'.includes(op[0]) && !isNumber(value) && value === '') {
    throw new TacitError('data/condition', `${flag} ${text}: no value: write one after ${op}`)
  }
  return { column: match[1], op, value, text: text.trim() }
}

/** SQL: whether a text meets a condition; a blank one meets `!=` and `=` with nothing only. */
export function conditionSql({ op, value }: Condition, text: string): string {
  const plain = `CASE WHEN ${blankSql(text)} THEN '' ELSE ${trimmedSql(text)} END`
  if (op === '~') return `regexp_matches(${plain}, ${quoted(value)})`
  const sql = op === '!=' ? '<>' : op
  const asText = `(${plain}) ${sql} ${quoted(value)}`
  if (!isNumber(value)) return asText
  const number = `TRY_CAST(${plain} AS DOUBLE)`
  const otherwise = op === '=' || op === '!=' ? asText : 'false'
  return `CASE WHEN ${number} IS NULL THEN ${otherwise} ELSE ${number} ${sql} ${Number(value)} END`
}

/** Whether a number meets a condition; NaN meets none. */
export function numberMeets({ op, value }: Condition, number: number): boolean {
  // Values are floats of 32 bits: 4.1 is not the nearest of them.
  const other = Math.fround(Number(value))
  if (op === '=') return number === other
  if (op === '!=') return !Number.isNaN(number) && number !== other
  if (op === '<') return number < other
  if (op === '<=') return number <= other
  if (op === '>') return number > other
  return op === '>=' ? number >= other : patternOf(value).test(String(number))
}

export function isNumber(text: string): boolean {
  return text.trim() !== '' && Number.isFinite(Number(text))
}

/** The regular expression of `~`; `(?i)` before it ignores case. */
export function patternOf(text: string): RegExp {
  const plain = text.replace(/^\(\?i\)/, '')
  return new RegExp(plain, plain === text ? 'u' : 'iu')
}

/** Whether both SQL and JavaScript know the expression: SQL looks neither ahead nor back. */
function isPattern(text: string): boolean {
  if (/\(\?<?[=!]|\\[1-9k]/.test(text)) return false
  try {
    return Boolean(patternOf(text))
  } catch {
    return false
  }
}
