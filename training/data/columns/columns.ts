import { endingsOf, formsOf } from './names.ts'
import { type Profile, profileOf } from './profile.ts'
import type { Doubts } from './vocabulary/vocabulary.ts'

/** What choosing needs of a file's rows; a `RowSource` has it. */
export interface ColumnSource {
  columns: { name: string; type: string }[]
  /** Columns that are lists of objects, and the names of the objects' fields. */
  lists?: { name: string; fields: string[] }[]
  /** false: the columns are called `column 1`, `column 2`, … */
  hasHeader?: boolean
  /** The first rows as texts. */
  sample?(): Promise<Record<string, string | null>[]>
  /** One row per element of a list, with columns `list.field` beside the others. */
  explode?(list: string): ColumnSource
}

/** A column of a file, under the name by which it is looked up. */
export interface Column {
  /** As the file calls it. */
  name: string
  forms: string[]
  /** Names that its own name ends in: `userid` of `ga_user_id`. */
  endings: string[]
  profile: Profile
}

export type Sample = Record<string, string | null>[]

/** The columns of a source; objects around others are left out, because their fields stand for them. */
export function columnsOf(source: ColumnSource, sample: Sample, list?: string): Column[] {
  const names = source.columns.map(({ name }) => name)
  return source.columns
    .filter(({ name, type }) => !(isObject(type) && names.some((n) => n.startsWith(`${name}.`))))
    .map(({ name }) => ({
      name,
      forms: formsOf(name, list),
      endings: endingsOf(name),
      profile: profileOf(sample.map((row) => row[name])),
    }))
}

function isObject(type: string): boolean {
  return type === 'JSON' || type.startsWith('STRUCT')
}

/** A column that may be the one that is looked for; smaller doubts are better. */
export interface Candidate {
  column: Column
  doubt: number
}

/** Ids and addresses: other words mean too many things to be known by the end of a name. */
const ENDS = /(.ids?|uuid|guid|sku|asin|isbn|username|profilename|email)$/
/** Added to the doubt of a name that only ends in a known one. */
const ENDING = 15

/**
 * The columns whose names mean the same, the most certain first.
 *
 * @param byEnd whether a name counts that only ends in a known one, such as `ga_user_id`
 */
export function candidatesOf(columns: Column[], doubts: Doubts, byEnd = false): Candidate[] {
  return columns
    .flatMap((column) => {
      const found = column.forms.flatMap((form, at) => {
        const doubt = doubts.get(form)
        // A form without the objects around it is a little less certain.
        return doubt === undefined ? [] : [doubt + at / 1000]
      })
      if (byEnd && found.length === 0) {
        for (const end of column.endings) {
          const doubt = ENDS.test(end) ? doubts.get(end) : undefined
          if (doubt !== undefined) found.push(doubt + ENDING)
        }
      }
      return found.length > 0 ? [{ column, doubt: Math.min(...found) }] : []
    })
    .sort((a, b) => a.doubt - b.doubt)
}
