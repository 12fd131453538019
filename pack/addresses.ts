import { column } from './columns.ts'
import { invalidFile } from './errors.ts'
import { type Guard, isRecord, isText } from './guards.ts'

/**
 * Addresses of pages and images as a block of facts holds them: what all have in common once, then
 * what each adds. Where that is the item's id, or its title in the form that shops give it in
 * addresses, a number says so.
 */
interface Addresses {
  prefix: string
  suffix: string
  rest: Rest[]
}

type Rest = string | typeof ID | typeof SLUG | null
const ID = 1
const SLUG = 2
/** Max characters that all addresses have in common. */
const MAX_COMMON = 2000

const isRest: Guard<Exclude<Rest, null>> = (value) =>
  isText(value) || value === ID || value === SLUG

/** What the addresses of one row may be made of. */
export interface Named {
  ids: readonly string[]
  title?: readonly (string | null)[]
}

export function packAddresses(
  values: readonly (string | null)[],
  { ids, title }: Named,
): Addresses | (string | null)[] {
  const known = values.filter((value) => value !== null)
  const prefix = upTo(commonStart(known), '/=')
  const ends = known.map((value) => reversed(value.slice(prefix.length)))
  const suffix = reversed(upTo(commonStart(ends), './?&'))
  if (!known.length || prefix.length + suffix.length > MAX_COMMON) return [...values]
  const rest = values.map((value, row): Rest => {
    if (value === null) return null
    const middle = value.slice(prefix.length, value.length - suffix.length)
    if (middle === ids[row]) return ID
    const named = title?.[row]
    return named && middle === slug(named) ? SLUG : middle
  })
  return { prefix, suffix, rest }
}

/**
 * Reads a column of addresses.
 *
 * @param file the file's role, for errors
 * @throws {TacitError} `pack/<file>`
 */
export function unpackAddresses(
  file: string,
  name: string,
  value: unknown,
  { ids, title }: Named,
): (string | null)[] {
  const rows = ids.length
  if (!isRecord(value)) return column(file, name, value, rows, isText)
  const { prefix, suffix } = value
  if (!isText(prefix) || !isText(suffix) || prefix.length + suffix.length > MAX_COMMON)
    throw invalidFile(file, `${name} must have a prefix and a suffix of text`)
  return column(file, name, value.rest, rows, isRest).map((rest, row) => {
    if (rest === null) return null
    if (rest === ID) return `${prefix}${ids[row]}${suffix}`
    if (rest !== SLUG) return `${prefix}${rest}${suffix}`
    const named = title?.[row]
    if (!named) throw invalidFile(file, `${name}[${row}] needs a title`)
    return `${prefix}${slug(named)}${suffix}`
  })
}

/** A title as addresses have it: `Été à Rome!` → `ete-a-rome`. */
function slug(title: string): string {
  const plain = title.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')
}

/** The longest start that all texts share. */
function commonStart([first = '', ...others]: readonly string[]): string {
  let length = first.length
  for (const text of others) {
    length = Math.min(length, text.length)
    while (!text.startsWith(first.slice(0, length))) length--
  }
  return first.slice(0, length)
}

/** A text up to the last of some characters, which keeps a start that ids share out of a prefix. */
function upTo(text: string, ends: string): string {
  const last = Math.max(...Array.from(ends, (end) => text.lastIndexOf(end)))
  return text.slice(0, last + 1)
}

/** By UTF-16 units, so that every text is whole again when reversed twice. */
function reversed(text: string): string {
  return text.split('').reverse().join('')
}
