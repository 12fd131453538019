import { TacitError } from '@tacit-rec/pack'
import type { Importer, Row, Tools } from '../importer.ts'
import { isUrl } from '../inputs.ts'
import { LatestItems } from '../latest.ts'
import { textOf, timeOf } from '../values.ts'
import { nestedVisit, orderLineOf } from './flat.ts'
import { lineOf, type Visit, visitOf } from './visit.ts'

/**
 * The visits log of Matomo, `Live.getLastVisitsDetails`:
 * https://developer.matomo.org/api-reference/reporting-api#Live
 */
export const matomo: Importer = {
  name: 'matomo',
  about: 'Matomo: visits (Live.getLastVisitsDetails) as JSON or CSV, or ordered items as CSV',
  async run(inputs, tools) {
    const reader = new Reader(tools)
    for (const path of inputs) {
      if (isUrl(path)) throw noAddress(path)
      let rows = 0
      for await (const row of tools.read(path)) {
        if (!reader.add(row)) {
          if (rows === 0) throw noExport(path, row)
          tools.skip('row that is no visit')
        }
        rows++
      }
    }
    reader.end()
  },
}

class Reader {
  readonly #tools: Tools
  readonly #items = new LatestItems()
  readonly #visits = new Set<string>()
  #anonymous = 0

  constructor(tools: Tools) {
    this.#tools = tools
  }

  /** @returns false if the row is none of Matomo's */
  add(row: Row): boolean {
    const visit = visitOf(nestedVisit(row))
    if (visit) this.#visit(visit)
    return visit !== null || this.#line(row)
  }

  end(): void {
    if (this.#anonymous > 0) {
      this.#tools.note(`${this.#anonymous} visits have no visitor: each is a user of its own.`)
    }
    for (const row of this.#items.rows()) this.#tools.item(row)
  }

  #visit({ id, user, actions }: Visit): void {
    const tools = this.#tools
    if (id !== null && this.#visits.has(id)) {
      tools.skip('visit that came before')
      return
    }
    if (id !== null) this.#visits.add(id)
    if (user === null) this.#anonymous++
    const who = tools.userId(user ?? (id && `visit ${id}`))
    for (const { kind, why, time, order, lines } of actions) {
      if (kind === null) tools.skip(why)
      else {
        for (const { facts, value } of lines) {
          this.#items.add(facts, time?.getTime() ?? 0)
          tools.event({ user: who, item: facts.id, time, kind, value, order })
        }
      }
    }
  }

  #line(row: Row): boolean {
    const line = orderLineOf(row)
    if (!line) return false
    if (line.deleted) {
      this.#tools.skip('item that was taken out of the order')
      return true
    }
    const time = timeOf(line.time)
    const { facts, value, returned } = lineOf(line.row, textOf(line.row.siteCurrency))
    this.#items.add(facts, time?.getTime() ?? 0)
    const user = this.#tools.userId(line.user)
    const event = { user, item: facts.id, time }
    if (line.order === null) this.#tools.event({ ...event, kind: 'cart' })
    else {
      const kind = returned ? 'refund' : 'purchase'
      this.#tools.event({ ...event, kind, value, order: line.order })
    }
    return true
  }
}

function noAddress(path: string): TacitError {
  return new TacitError('import/inputs', `${path}: pass files: download the export from Matomo`)
}

function noExport(path: string, row: Row): TacitError {
  const answer = textOf(row.message)
  if (textOf(row.result) === 'error' && answer !== null) {
    return new TacitError('import/columns', `${path}: Matomo's answer is an error: ${answer}`)
  }
  const names = Object.keys(row)
  const isReport = names.some((name) => /^(label|product sku|product name)$/i.test(name))
  return new TacitError(
    'import/columns',
    isReport
      ? `${path}: a report of totals, which holds no events: export Live.getLastVisitsDetails`
      : `${path}: no column "actionDetails" (found: ${names.slice(0, 8).join(', ')}): pass an ` +
          'export of Live.getLastVisitsDetails',
  )
}
