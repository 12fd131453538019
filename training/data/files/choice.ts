import { basename } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import type { Found } from './found.ts'
import { namesInHead } from './names.ts'
import { type Role, roleInOrders, roleOfColumns } from './roles.ts'
import { type SourceFile, sniff } from './sniff.ts'

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

  constructor(name: string, shown: string) {
    this.#name = name
    this.#shown = shown
  }

  async of(found: Found[], given: Found[] | null, alone: boolean): Promise<Sources> {
    if (alone && found[0].role !== 'users') {
      const [file] = found
      const items = file.role === 'items' && !given
      const role = items || (await this.#isItems(file, given)) ? 'items' : 'events'
      found = [{ ...file, role }]
    }
    for (const file of found) if (file.fault) this.#fail(file, file.fault)
    this.#copies(found)
    await this.#byContent(found, given !== null)
    await this.#byExclusion(found, given !== null)
    const items = given ?? found.filter(({ role }) => role === 'items')
    if (given)
      for (const file of found)
        if (file.role === 'items') this.#skip(file, '--items names another file')
    const users = found.filter(({ role }) => role === 'users')
    for (const file of users.slice(1)) this.#skip(file, `${users[0].stored.path} holds the users`)
    for (const file of found) if (!file.role) this.#skip(file, UNKNOWN)
    const events = (await this.#lines(found)) ?? (await this.#events(found, items.length > 0))
    return {
      name: this.#name,
      events,
      items: await this.#tables(items, 'items'),
      users: users.length > 0 ? await this.#sniff(users[0]) : null,
      unused: this.#unused,
    }
  }

  async #isItems(file: Found, given: Found[] | null): Promise<boolean> {
    if (given || file.role) return false
    return roleOfColumns(await namesInHead(await this.#sniff(file))) === 'items'
  }

  /** Gives files whose names say nothing the role that their columns tell, if nothing else has it. */
  async #byContent(found: Found[], hasItems: boolean): Promise<void> {
    const has = (roles: Role[]) => found.some(({ role }) => role && roles.includes(role))
    const wanted = new Set<Role>()
    if (!has(['events', 'train'])) wanted.add('events')
    if (!has(['items']) && !hasItems) wanted.add('items')
    if (wanted.size === 0) return
    for (const file of found) {
      if (file.role || file.fault) continue
      try {
        const role = roleOfColumns(await namesInHead(await this.#sniff(file)))
        if (role && wanted.has(role)) file.role = role
      } catch (error) {
        if (!(error instanceof TacitError)) throw error
        this.#fail(file, error)
      }
    }
  }

  /** Without any other sign, the only table, or tables of the same columns, are the events. */
  async #byExclusion(found: Found[], hasItems: boolean): Promise<void> {
    if (hasItems || found.some(({ role }) => role !== null && role !== 'users')) return
    const rest = found.filter((file) => !this.#unused.some(({ path }) => path === file.stored.path))
    const columns = new Set<string>()
    for (const file of rest) if (!file.role) columns.add(await columnsOf(await this.#sniff(file)))
    if (columns.size === 1) for (const file of rest) file.role ??= 'events'
  }

  /** Lines of orders with the file of the orders; null if a file has both user and item. */
  async #lines(found: Found[]): Promise<EventFile[] | null> {
    const roles = new Map<Found, 'lines' | 'orders'>()
    for (const file of found) {
      if (file.fault || file.role === 'items' || file.role === 'users') continue
      const names = await this.#sniff(file)
        .then(namesInHead)
        .catch(() => [])
      const role = roleInOrders(names)
      if (role) roles.set(file, role)
      else if (roleOfColumns(names) === 'events') return null
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

  /** Several files of one role are parts of one table, which must have the same columns. */
  async #tables(files: Found[], role: string): Promise<SourceFile[]> {
    const tables: SourceFile[] = []
    let columns: string | null = null
    for (const file of files) {
      const table = await this.#sniff(file)
      const names = files.length === 1 ? '' : await columnsOf(table)
      columns ??= names
      if (names !== columns) {
        throw new TacitError(
          'data/two-files',
          `${this.#shown}: ${basename(files[0].stored.path)} and ${basename(table.path)} both hold ` +
            `the ${role === 'events' ? 'interactions' : role}, with different columns: keep one`,
        )
      }
      tables.push(table)
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

  #skip({ stored }: Found, why: string): void {
    if (!this.#unused.some(({ path }) => path === stored.path))
      this.#unused.push({ path: stored.path, why })
  }
}

/** Columns to compare part files by: JSON objects may lack some. */
async function columnsOf(file: SourceFile): Promise<string> {
  if (file.format === 'json') return 'JSON'
  return (await namesInHead(file)).join('\n')
}
