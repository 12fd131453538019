import { join } from 'node:path'
import { type ImportCounts, Tally } from './counts.ts'
import { Hasher } from './hasher.ts'
import type { EventRow, ItemRow } from './importer.ts'
import { LinesFile } from './lines-file.ts'
import { FILES } from './out-folder.ts'
import { textOf } from './values.ts'

const EVENT_COLUMNS = ['user', 'item', 'time', 'kind', 'value', 'order'] as const

/** Writes `events.csv` and `items.jsonl` of an import, and counts what they hold. */
export class ImportWriter {
  readonly hasher = new Hasher()
  readonly skipped = new Tally()
  readonly #events: LinesFile
  readonly #items: LinesFile
  readonly #keep: ReadonlyMap<string, string>
  readonly #kinds = new Tally()
  readonly #users = new Set<string>()
  readonly #orders = new Set<string>()
  readonly #guests = new Set<string>()
  readonly #ids = new Set<string>()

  /** @param keep columns of `ItemRow.extra` to write, whatever their case */
  constructor(folder: string, keep: readonly string[]) {
    this.#events = new LinesFile(join(folder, FILES.events), `${EVENT_COLUMNS.join(',')}\n`)
    this.#items = new LinesFile(join(folder, FILES.items))
    this.#keep = new Map(keep.map((name) => [plain(name), name]))
  }

  event({ user, item, time, kind, value, order }: EventRow): void {
    const [id, number] = [textOf(item), textOf(order)]
    const reason = unusable(id, time, user ?? number)
    if (reason) this.skipped.add(reason)
    if (reason || time === null) return
    const hashed = number === null ? '' : this.hasher.orderId(number)
    const who = user ?? `guest-${hashed}`
    if (user === null) this.#guests.add(who)
    if (hashed) this.#orders.add(hashed)
    this.#users.add(who)
    this.#kinds.add(kind)
    const iso = time.toISOString().replace('.000Z', 'Z')
    this.#events.add([who, id, iso, kind, value ?? '', hashed].map(csvCell).join(','))
  }

  item({ id, extra, tags, ...facts }: ItemRow): void {
    const name = textOf(id)
    const repeated = name !== null && this.#ids.has(name)
    if (name === null) this.skipped.add('product without an id')
    if (repeated) this.skipped.add('product that came before')
    if (name === null || repeated) return
    this.#ids.add(name)
    const kept = Object.entries(extra ?? {}).flatMap(([column, value]) => {
      const as = this.#keep.get(plain(column))
      return as === undefined ? [] : [[as, value] as const]
    })
    const known = [...Object.entries(facts), ['tags', tags?.join(', ')] as const, ...kept].filter(
      ([, value]) => !isBlank(value),
    )
    this.#items.add(JSON.stringify({ id: name, ...Object.fromEntries(known) }))
  }

  async drained(): Promise<void> {
    await this.#events.drained()
    await this.#items.drained()
  }

  /** Ends both files. */
  async close(): Promise<ImportCounts> {
    await this.#events.close()
    await this.#items.close()
    const kinds = this.#kinds.sorted()
    return {
      orders: this.#orders.size,
      events: [...this.#kinds.values()].reduce((sum, count) => sum + count, 0),
      users: this.#users.size,
      guests: this.#guests.size,
      refunds: kinds.refund ?? 0,
      items: this.#ids.size,
      kinds,
      skipped: this.skipped.sorted(),
    }
  }
}

/** Why an event cannot be written; null if it can. */
function unusable(item: string | null, time: Date | null, who: string | null): string | null {
  if (item === null) return 'no product'
  if (time === null) return 'no time that can be read'
  return who === null ? 'neither customer nor order' : null
}

/** A column's name without case, spaces and punctuation, as people write it in `--keep`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')
}

function isBlank(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0
  return value === null || value === undefined || (typeof value === 'string' && !textOf(value))
}

function csvCell(value: string | number | null): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
