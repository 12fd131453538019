import { basename } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import {
  type ColumnSource,
  isSearchLog,
  joinOfNames,
  roleOfColumns,
  type TableRole,
} from '../columns/index.ts'
import type { Found } from './found.ts'
import { columnsInHead } from './head.ts'
import { namesQueries, type Role } from './roles.ts'
import { type SourceFile, sniff } from './sniff.ts'
import { first, isLookup, isWithin, namesOf, sameTable, stemOf } from './tables.ts'

/** A file of events. */
export interface EventFile {
  file: SourceFile
  part: number
  kind?: string
  /** The file of the orders whose lines these are: it has their users and times. */
  orders?: SourceFile
}

/** The files behind a DATA argument. */
export interface Sources {
  name: string
  /**
   * Files of events; `part` as in a dataset: 0 train or the only file, 1 valid, 2 test. `kind` is set
   * where files of several kinds lie side by side, such as `views.csv` and `orders.csv`.
   */
  events: EventFile[]
  items: SourceFile[]
  /** Tables that give names to ids of the items, such as `aisles.csv`. */
  lookups: SourceFile[]
  /** Search logs: queries with the items that they led to. */
  queries: SourceFile[]
  /** Used for its order only: text vectors of users follow its rows. */
  users: SourceFile | null
  /** Files that are not read, and why. */
  unused: { path: string; why: string }[]
}

const PARTS: Role[] = ['train', 'valid', 'test']
const PACKED = /\.(gz|zst|zstd|bz2|zip)$/i
const KNOWN = 'CSV, TSV, JSON, JSON lines, XML or Parquet, also as .gz, .zip, .zst or .bz2'
const UNKNOWN = 'neither its name nor its columns tell events or items'

/** Turns what was found into what is read. */
export class Choice {
  readonly #name: string
  readonly #shown: string
  readonly #unused: Sources['unused'] = []
  readonly #sniffed = new Map<Found, SourceFile>()
  readonly #heads = new Map<Found, ColumnSource>()

  constructor(name: string, shown: string) {
    this.#name = name
    this.#shown = shown
  }

  async of(found: Found[], given: Found[] | null, alone: boolean): Promise<Sources> {
    if (alone && found[0].role !== 'users') {
      const [file] = found
      const items = !given && (await this.#isItems(file))
      found = [{ ...file, role: items ? 'items' : 'events' }]
    }
    for (const file of found) if (file.fault) this.#fail(file, file.fault)
    this.#copies(found)
    const queries = await this.#queries(found)
    await this.#byContent(found, given !== null)
    await this.#byExclusion(found, given !== null)
    const items = given ?? found.filter(({ role }) => role === 'items')
    if (given)
      for (const file of found)
        if (file.role === 'items') this.#skip(file, '--items names another file')
    const users = found.filter(({ role }) => role === 'users')
    for (const file of users.slice(1)) this.#skip(file, `${users[0].stored.path} holds the users`)
    const lookups = await this.#lookups(found, items)
    for (const file of found) if (!file.role) this.#skip(file, UNKNOWN)
    const events = (await this.#lines(found)) ?? (await this.#events(found, items.length > 0))
    return {
      name: this.#name,
      events,
      items: await this.#tables(items, 'items'),
      lookups,
      queries,
      users: users.length > 0 ? await this.#sniff(users[0]) : null,
      unused: this.#unused,
    }
  }

  async #isItems(file: Found): Promise<boolean> {
    if (file.role === 'items') return (await this.#tells(file)) !== 'events'
    return file.role === null && (await this.#tells(file)) === 'items'
  }

  /** What the columns of a file tell that it holds. */
  async #tells(file: Found): Promise<TableRole | null> {
    return roleOfColumns(await this.#head(file))
  }

  /** Takes the search logs. The only file with events beside them stays one of events, too. */
  async #queries(found: Found[]): Promise<SourceFile[]> {
    const logs: Found[] = []
    for (const file of found) {
      const { stored, steps } = file
      if (file.fault || !namesQueries(steps.length > 0 ? steps : [basename(stored.path)])) continue
      const head = await this.#head(file).catch(() => null)
      if (head && isSearchLog(head)) logs.push(file)
    }
    for (const file of logs) {
      const others = found.some(
        (one) => !logs.includes(one) && (one.role === 'events' || one.role === 'train'),
      )
      const isEvents = !others && (await this.#tells(file)) === 'events'
      if (isEvents) file.role = 'events'
      else found.splice(found.indexOf(file), 1)
    }
    return Promise.all(logs.map((file) => this.#sniff(file)))
  }

  /** Gives files whose names say nothing the role that their columns tell, if nothing else has it. */
  async #byContent(found: Found[], hasItems: boolean): Promise<void> {
    const has = (roles: Role[]) => found.some(({ role }) => role && roles.includes(role))
    const wanted = new Set<TableRole>()
    if (!has(['events', 'train'])) wanted.add('events')
    if (!has(['items']) && !hasItems) wanted.add('items')
    if (wanted.size === 0) return
    for (const file of found) {
      // Square's `items-2023.csv` holds what was sold.
      const maybeEvents = file.role === 'items' && wanted.has('events')
      if ((file.role && !maybeEvents) || file.fault) continue
      try {
        const told = await this.#tells(file)
        if (told !== 'events' && (told !== 'items' || file.role || isLookup(file))) continue
        if (wanted.has(told)) file.role = told
      } catch (error) {
        if (!(error instanceof TacitError)) throw error
        this.#fail(file, error)
      }
    }
  }

  /** Takes the tables that give names to ids of the items. */
  async #lookups(found: Found[], items: Found[]): Promise<SourceFile[]> {
    const lookups: SourceFile[] = []
    if (items.length === 0) return lookups
    const columns = await this.#head(items[0])
    for (const file of [...found]) {
      const free = !file.role || (file.role === 'items' && isLookup(file) && items[0] !== file)
      if (!free || file.fault) continue
      const table = await this.#sniff(file).catch(() => null)
      if (!table) continue
      const join = joinOfNames(columns, await this.#head(file), stemOf(file))
      if (!join) continue
      lookups.push(table)
      found.splice(found.indexOf(file), 1)
      if (items.includes(file)) items.splice(items.indexOf(file), 1)
    }
    return lookups
  }

  /** Without any other sign, the only table, or tables of the same columns, are the events. */
  async #byExclusion(found: Found[], hasItems: boolean): Promise<void> {
    if (hasItems || found.some(({ role }) => role !== null && role !== 'users')) return
    const rest = found.filter((file) => !this.#unused.some(({ path }) => path === file.stored.path))
    const columns = new Set<string>()
    for (const file of rest) {
      if (file.role) continue
      const { format } = await this.#sniff(file)
      columns.add(format === 'json' ? 'JSON' : [...namesOf(await this.#head(file))].join('\n'))
    }
    if (columns.size === 1) for (const file of rest) file.role ??= 'events'
  }

  /** Lines of orders with the file of the orders; null if a file has both user and item. */
  async #lines(found: Found[]): Promise<EventFile[] | null> {
    const roles = new Map<Found, 'lines' | 'orders'>()
    for (const file of found) {
      if (file.fault || file.role === 'items' || file.role === 'users') continue
      const role = await this.#tells(file).catch(() => null)
      if (role === 'lines' || role === 'orders') roles.set(file, role)
      else if (role === 'events') return null
    }
    const of = (role: string) => found.filter((file) => roles.get(file) === role)
    const [orders, ...more] = of('orders')
    const lines = of('lines')
    if (!orders || more.length > 0 || lines.length === 0) return null
    for (const file of found) {
      if (file.role === 'items' || file.role === 'users' || roles.has(file)) continue
      this.#skip(file, `${lines[0].stored.path} holds the lines of the orders`)
    }
    const used = new Set(found.filter((file) => roles.has(file)).map(({ stored }) => stored.path))
    const unused = this.#unused.filter(({ path }) => !used.has(path))
    this.#unused.splice(0, this.#unused.length, ...unused)
    const tables = await this.#tables(lines, 'events')
    const whole = await this.#sniff(orders)
    return tables.map((file) => ({ file, part: 0, orders: whole }))
  }

  /** A file beside its compressed copy is read once. */
  #copies(found: Found[]): void {
    const plain = new Set(found.map(({ stored }) => stored.path))
    for (const file of found) {
      const { path } = file.stored
      const original = path.replace(PACKED, '').replace(/\.zip\/.*$/i, '')
      if (!file.role || original === path || !plain.has(original)) continue
      this.#skip(file, `${original} is read instead`)
      file.role = null
    }
  }

  #fail({ stored }: Found, error: TacitError): void {
    const { path } = stored
    if (this.#unused.some((file) => file.path === path)) return
    this.#unused.push({ path, why: error.message.replace(`${path}: `, '') })
  }

  async #events(found: Found[], hasItems: boolean): Promise<Sources['events']> {
    const whole = found.filter(({ role }) => role === 'events')
    const parts = PARTS.filter((part) => found.some(({ role }) => role === part))
    if (whole.length > 0 && parts.includes('train')) {
      const train = found.find(({ role }) => role === 'train')!
      throw new TacitError(
        'data/two-files',
        `${this.#shown}: found both ${basename(whole[0].stored.path)} and ` +
          `${basename(train.stored.path)}: keep either the single file or the split files`,
      )
    }
    if (whole.length > 0) {
      for (const file of found) {
        if (file.role === 'valid' || file.role === 'test')
          this.#skip(file, 'there is no train file')
      }
      return this.#whole(whole)
    }
    if (parts.length > 0 && parts[0] !== 'train') {
      throw new TacitError(
        'data/missing-file',
        `${this.#shown}: found ${parts.join(' and ')} but no train file: add train.csv (or ${KNOWN})`,
      )
    }
    if (parts.length === 0 && !hasItems) {
      const [fault] = this.#unused
      const seen = fault ? ` (${basename(fault.path)}: ${fault.why})` : ''
      throw new TacitError(
        'data/missing-file',
        `${this.#shown}: no interactions.*, events.* or train.* file in this folder${seen}: ` +
          `add one as ${KNOWN}`,
      )
    }
    const train = found.filter(({ role }) => role === 'train')
    // Diginetica: train-item-views.csv and train-purchases.csv.
    const kinds = new Set(train.map(({ kind }) => kind))
    if (parts.length === 1 && kinds.size > 1 && !kinds.has(undefined)) return this.#whole(train)
    const events: EventFile[] = []
    for (const [part, role] of PARTS.entries()) {
      const files = found.filter((file) => file.role === role)
      for (const file of await this.#tables(files, role)) events.push({ file, part })
    }
    return events
  }

  /** Files of events without a split: parts of one table, or files of several kinds. */
  async #whole(files: Found[]): Promise<Sources['events']> {
    const best = Math.min(...files.map(({ rank }) => rank))
    const kinds = new Set(files.map(({ kind }) => kind))
    const severalKinds = kinds.size > 1 && !kinds.has(undefined)
    const read = severalKinds ? files : files.filter(({ rank }) => rank === best)
    for (const file of files) {
      if (!read.includes(file)) this.#skip(file, `${read[0].stored.path} holds the events`)
    }
    if (!severalKinds) {
      return (await this.#tables(read, 'events')).map((file) => ({ file, part: 0 }))
    }
    const events: EventFile[] = []
    for (const file of read)
      events.push({ file: await this.#sniff(file), part: 0, kind: file.kind! })
    return events
  }

  /**
   * Several files of one role are parts of one table: each has the columns of the widest, or some
   * of them. Of several tables of items, those with titles count.
   */
  async #tables(files: Found[], role: string): Promise<SourceFile[]> {
    if (files.length < 2) return Promise.all(files.map((file) => this.#sniff(file)))
    const columns = new Map<Found, Set<string>>()
    for (const file of files) columns.set(file, namesOf(await this.#head(file)))
    const main =
      role === 'items'
        ? ((await first(files, async (file) => (await this.#tells(file)) === 'items')) ?? files[0])
        : files[0]
    const around = files.filter((file) => isWithin(columns.get(main)!, columns.get(file)!))
    const size = (file: Found) => columns.get(file)!.size
    const widest = around.reduce((a, b) => (size(b) > size(a) ? b : a))
    const tables: SourceFile[] = []
    for (const file of files) {
      const table = await this.#sniff(file)
      const same = columns.get(file)!.size === columns.get(main)!.size
      const twice = file !== main && !same && sameTable(file, main)
      const fits = isWithin(columns.get(file)!, columns.get(widest)!)
      const alike = table.format === 'json' && (await this.#sniff(main)).format === 'json'
      if (file === main || (!twice && (fits || alike))) tables.push(table)
      else if (role === 'items' && (await this.#tells(file)) !== 'items') {
        this.#skip(file, `${main.stored.path} holds the items`)
      } else {
        throw new TacitError(
          'data/two-files',
          `${this.#shown}: ${basename(main.stored.path)} and ${basename(table.path)} both hold ` +
            `the ${role === 'events' ? 'interactions' : role}, with different columns: keep one`,
        )
      }
    }
    return tables
  }

  async #sniff(file: Found): Promise<SourceFile> {
    const known = this.#sniffed.get(file)
    if (known) return known
    const table = await sniff(file.stored)
    this.#sniffed.set(file, table)
    return table
  }

  /** The columns of a file, which is opened for them once. */
  async #head(file: Found): Promise<ColumnSource> {
    const known = this.#heads.get(file)
    if (known) return known
    const head = await columnsInHead(await this.#sniff(file))
    this.#heads.set(file, head)
    return head
  }

  #skip({ stored }: Found, why: string): void {
    if (!this.#unused.some(({ path }) => path === stored.path))
      this.#unused.push({ path: stored.path, why })
  }
}
