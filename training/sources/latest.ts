import type { ItemRow } from './importer.ts'

/** Facts of items as events mention them: of each fact the newest that is not blank. */
export class LatestItems {
  readonly #items = new Map<string, Map<string, { value: unknown; time: number }>>()

  add({ id, ...facts }: ItemRow, time: number): void {
    if (!id) return
    const known = this.#items.get(id) ?? new Map()
    this.#items.set(id, known)
    for (const [name, value] of Object.entries(facts)) {
      const isBlank = value === null || value === undefined
      if (isBlank || (Array.isArray(value) && value.length === 0)) continue
      const before = known.get(name)
      if (!before || before.time <= time) known.set(name, { value, time })
    }
  }

  *rows(): Generator<ItemRow> {
    for (const [id, facts] of this.#items) {
      const entries = [...facts].map(([name, { value }]) => [name, value])
      yield { id, ...Object.fromEntries(entries) }
    }
  }
}
