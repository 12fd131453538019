import { InvalidArgumentError } from 'commander'
import { MEMORY_PARTS } from '../api/index.ts'
import { ID_JOINS, type IdJoin, OUR_COLUMNS } from '../data/index.ts'
import type { Price } from '../intents/index.ts'
import type { MemoryPart } from '../student/index.ts'
import type { Setting } from '../teachers/index.ts'

/** Reads a whole number ≥ `min`. */
export function wholeNumber(min: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= min) return value
    throw new InvalidArgumentError(`"${text}" must be a whole number ≥ ${min}.`)
  }
}

/** Reads whole numbers ≥ 1, separated by commas. */
export function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber(1))
}

/** Reads a number > 0. */
export function positive(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError(`"${text}" must be a number > 0.`)
}

/** Reads names separated by commas. */
export function names(text: string): string[] {
  return text.split(',').map((name) => name.trim())
}

export function memoryParts(text: string): MemoryPart[] {
  if (text === 'none') return []
  return names(text).map((name) => {
    const part = MEMORY_PARTS.find((known) => known === name)
    if (part) return part
    throw new InvalidArgumentError(`"${name}" is not a part: use ${MEMORY_PARTS.join(', ')}.`)
  })
}

/** Reads `a=b,c=d`; a repeated flag adds to what came before. */
export function pairs(text: string, before: Record<string, string> = {}): Record<string, string> {
  const more = text.split(',').map((pair) => {
    const [ours, theirs, ...rest] = pair.split('=').map((part) => part.trim())
    if (ours && theirs && !rest.length) return [ours, theirs]
    throw new InvalidArgumentError(`"${pair}" must have the form name=value.`)
  })
  return { ...before, ...Object.fromEntries(more) }
}

/** A comma in a column's name is none of these, because what follows is no column of ours. */
const NEXT_COLUMN = new RegExp(`,(?=\\s*(?:${OUR_COLUMNS.join('|')})\\s*=)`)

/**
 * Reads `ours=theirs,ours=theirs`; a repeated flag adds to what came before. The names of a file's
 * columns may contain `=` and `,`.
 */
export function columnMap(
  text: string,
  before: Record<string, string> = {},
): Record<string, string> {
  const more = text.split(NEXT_COLUMN).map((pair) => {
    const at = pair.indexOf('=')
    const [ours, theirs] = [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    if (at > 0 && ours && theirs) return [ours, theirs]
    throw new InvalidArgumentError(`"${pair}" must have the form ours=theirs.`)
  })
  return { ...before, ...Object.fromEntries(more) }
}

/** Reads names in order, separated by commas; `_` stands for a column that is not used. */
export function columnNames(text: string): string[] {
  const columns = names(text)
  if (columns.some((name) => name !== '' && name !== '_')) return columns
  throw new InvalidArgumentError(`"${text}" names no column: write user,item,rating,time.`)
}

/** Reads `kind=weight,kind=weight`; a repeated flag adds to what came before. */
export function kindWeights(
  text: string,
  before: Record<string, number> = {},
): Record<string, number> {
  const more = Object.entries(pairs(text)).map(([kind, written]) => {
    const weight = Number(written)
    if (Number.isFinite(weight) && weight >= 0) return [kind, weight] as const
    const remedy = weight < 0 ? `pass ${kind}=0, which leaves the kind out` : 'pass a number ≥ 0'
    throw new InvalidArgumentError(`"${kind}=${written}" is no weight: ${remedy}.`)
  })
  return { ...before, ...Object.fromEntries(more) }
}

/** A flag that may be repeated. */
export function listed(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

/** Reads `1..5`. */
export function range(text: string): [min: number, max: number] {
  const [min, max, ...rest] = text.split('..').map((part) => Number(part.trim() || Number.NaN))
  if (rest.length === 0 && Number.isFinite(min) && Number.isFinite(max) && min < max)
    return [min, max]
  throw new InvalidArgumentError(`"${text}" is no scale: write the least and the most, as 1..5.`)
}

/** Reads `1%` or `0.01`. */
export function share(text: string): number {
  const percent = text.trim().endsWith('%')
  const value = Number(percent ? text.trim().slice(0, -1) : text) / (percent ? 100 : 1)
  if (text.trim() !== '' && value >= 0 && value <= 1) return value
  throw new InvalidArgumentError(`"${text}" is no share: write it as 1% or 0.01.`)
}

export function idJoins(text: string): IdJoin[] {
  return names(text).map((name) => {
    const join = ID_JOINS.find((known) => known === name)
    if (join) return join
    throw new InvalidArgumentError(`"${name}" is no way to join: use ${ID_JOINS.join(', ')}.`)
  })
}

export function settings(text: string, before: Setting = {}): Setting {
  const given = Object.entries(pairs(text)).map(([name, value]) => {
    if (Number.isFinite(Number(value))) return [name, Number(value)] as const
    throw new InvalidArgumentError(`"${name}=${value}": "${value}" must be a number.`)
  })
  return { ...before, ...Object.fromEntries(given) }
}

/** Reads IN or IN,OUT, in US dollars per million tokens. */
export function price(text: string): Price {
  const [input, output = 0, ...rest] = text.split(',').map(Number)
  if (rest.length === 0 && [input, output].every((x) => Number.isFinite(x) && x >= 0))
    return { input, output }
  throw new InvalidArgumentError(`"${text}" is not a price: pass IN or IN,OUT in US dollars.`)
}
