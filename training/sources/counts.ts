/** What an import found. */
export interface ImportCounts {
  /** Distinct orders. */
  orders: number
  events: number
  /** Distinct people, guests included. */
  users: number
  /** Orders without a customer; each is a user of its own. */
  guests: number
  /** Events of kind `refund`. */
  refunds: number
  items: number
  /** Kind → events, the most frequent first. */
  kinds: Record<string, number>
  /** Reason → rows that were set aside. */
  skipped: Record<string, number>
}

/** Counts by name. */
export class Tally extends Map<string, number> {
  add(name: string, count = 1): void {
    this.set(name, (this.get(name) ?? 0) + count)
  }

  /** The most frequent first. */
  sorted(): Record<string, number> {
    return Object.fromEntries([...this].sort((a, b) => b[1] - a[1]))
  }
}
