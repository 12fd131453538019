export type Role = 'events' | 'items' | 'users' | 'queries'

/** Which column of a file is what. */
export interface Choice {
  /** Our column → the file's. */
  chosen: Record<string, string>
  /**
   * Our columns that several of the file's give, in order. `categories`: the levels of a path.
   * `status`: each may hide the item. Others: the first that is not blank counts.
   */
  several: Record<string, string[]>
  /** Public name → column of the file: brand, tags, `title_de`, and what `--keep` names. */
  extra: Record<string, string>
  /** Whether `several.time` is a day and a time of day, which are read together. */
  dayAndClock?: true
  ignored: { column: string; why: string }[]
  /** Sentences for people: what was decided, and the flag that decides otherwise. */
  notes: string[]
  /** The list of objects whose elements are rows; the columns are those of `explode(list)`. */
  explode?: string
}
