import type { KINDS } from '@tacit-rec/pack'

/** A person's id as {@link Tools.userId} makes it. The type keeps raw ids out of the output. */
export type UserId = string & { readonly hashed: unique symbol }

/** Reads the export of one system. */
export interface Importer {
  /** As the command line names it. */
  name: string
  /** What it reads, in a few words, for `tacit import --help`. */
  about: string
  /**
   * Reads the inputs and writes events and items through `tools`.
   *
   * @param inputs files (folders and patterns are expanded) and URLs
   * @throws TacitError if an input is not an export of this system
   */
  run(inputs: readonly string[], tools: Tools): Promise<void>
}

/** What one person did to one product. */
export interface EventRow {
  /** Null for a guest: the order becomes a user of its own. */
  user: UserId | null
  item: string | null
  time: Date | null
  kind: (typeof KINDS)[number]['name']
  /** Amount of money, or a rating. */
  value?: number | null
  /** As the shop numbers it; only its hash is written. */
  order?: string | null
}

/** Facts about one product. A blank fact is left out. */
export interface ItemRow {
  id: string | null
  /** Id of the product of which this is a variant. The reader makes one item of them. */
  parent?: string | null
  title?: string | null
  /** May hold HTML: the reader makes it text. */
  description?: string | null
  /** Paths such as `Clothing > Shirts`. */
  categories?: readonly string[]
  url?: string | null
  image?: string | null
  /** The lowest price of the product's variants. */
  price?: number | null
  /** ISO 4217 code. */
  currency?: string | null
  /** In the words of `AVAILABILITY`, or the shop's own. */
  availability?: string | null
  /** `active`, `draft` or `archived`, or the shop's own word. */
  status?: string | null
  brand?: string | null
  tags?: readonly string[]
  /** Other columns of the export, as it names them. Only those of `--keep` are written. */
  extra?: Readonly<Record<string, unknown>>
}

/** A row of a file: column or field → value, nested as it is in JSON. */
export type Row = Record<string, unknown>

/** Settings of single sources; the others ignore them. */
export interface SourceOptions {
  /** Seconds between two requests to one host. Default: 1; a longer `Crawl-delay` wins. */
  delay?: number
  /** Max pages to read. Default: 10,000. */
  maxPages?: number
  /** Property of a product that is its id, such as `sku`. Default: the first that it has. */
  id?: string
  /** Folder that keeps pages for a day, to resume from. Default: `.tacit/pages`. */
  cache?: string
}

/** What an importer reads and writes with. */
export interface Tools {
  /** Writes an event. Sets it aside if it has no item, no time, or neither user nor order. */
  event(row: EventRow): void
  /** Writes an item. Call it once a product, with the facts of all its variants. */
  item(row: ItemRow): void
  /** Counts a row that gives nothing, by reason. */
  skip(reason: string): void
  /**
   * Keyed hash of a person's id or e-mail address; null for a blank one. The same id gets the same
   * hash within a run only: the key is thrown away.
   */
  userId(raw: unknown): UserId | null
  /** A sentence for the person who imports, shown once. */
  note(text: string): void
  /** The rows of a file of any form that `train` reads. */
  read(path: string): AsyncIterable<Row>
  /** Settings of single sources. */
  options: SourceOptions
  /** Shows how many of the pages or files are done. */
  progress(done: number, total: number): void
  /** Aborted if the import is to stop. */
  signal?: AbortSignal | undefined
}
