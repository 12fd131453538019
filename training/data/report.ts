/** How a row was read, or why it was not; `tacit check` prints all of it, also as JSON. */
export interface DataReport {
  /** Events that are read: after merged repeats, with low ratings and dislikes. */
  events: number
  users: number
  /** Items of the catalogue and of the events together. */
  items: number
  /** Share of the events whose item is in the catalogue, 0 to 1; null without a catalogue. */
  matched: number | null
  files: FileNote[]
  columns: ColumnNote[]
  /** Columns that nothing uses. */
  ignored: IgnoredNote[]
  /** Kinds that occur, the most frequent first. */
  kinds: KindNote[]
  /** ISO times of the first and the last event; null without times. */
  span: [first: string, last: string] | null
  /** Reason → rows that were set aside or left out. */
  skipped: Record<string, number>
  /** Sentences for people: what was decided, and the flag that decides otherwise. */
  notes: string[]
}

export interface FileNote {
  path: string
  role: 'events' | 'items' | 'users' | 'queries' | 'not used'
  /** How it was recognized, such as `['gzip', 'Windows-1252', 'separated by ;']`. */
  form: string[]
}

export interface ColumnNote {
  file: string
  /** As the file calls it. */
  column: string
  /** As we call it. */
  as: string
  /** How its values are read, such as `milliseconds`, or why the column was chosen. */
  how?: string
}

export interface IgnoredNote {
  file: string
  column: string
  /** Such as `not public: looks like a cost`. */
  why: string
}

export interface KindNote {
  name: string
  /** Other names under which it occurs in the data. */
  written: string[]
  events: number
  weight: number
}

/** Collects what reading finds, in the order in which it is found. */
export class ReportDraft {
  readonly files: FileNote[] = []
  readonly columns: ColumnNote[] = []
  readonly ignored: IgnoredNote[] = []
  readonly notes: string[] = []
  readonly skipped: Record<string, number> = {}

  /** Counts rows that were set aside or left out. */
  skip(reason: string, rows: number): void {
    if (rows > 0) this.skipped[reason] = (this.skipped[reason] ?? 0) + rows
  }
}
