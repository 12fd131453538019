import { kindNamed, TacitError } from '@tacit-rec/pack'
import type { Importer, Row, Tools } from '../importer.ts'
import { objectsOf } from '../shop/fields.ts'
import { textOf, timeOf } from '../values.ts'

/** Reads what visitors gave: the results of the SDK's `export()`, one object a person. */
export const donations: Importer = {
  name: 'donations',
  about: "histories that visitors gave: the SDK's export() as JSON, one object a person",
  async run(inputs, tools) {
    let people = 0
    for (const file of inputs)
      for await (const row of tools.read(file)) {
        // A file of one person is read as the list in it.
        if (Array.isArray(row.events)) give(row.events, `${file} ${++people}`, tools)
        else if (isEvent(row)) give([row], file, tools)
        else throw notExported(file, row)
      }
  },
}

function isEvent(row: Row): boolean {
  return 'kind' in row && 'item' in row && 'time' in row
}

function give(events: unknown, person: string, tools: Tools): void {
  const user = tools.userId(person)
  for (const event of objectsOf(events)) {
    const kind = kindNamed(textOf(event.kind) ?? 'view')?.name
    if (kind === undefined) tools.skip(`event of kind ${textOf(event.kind)}`)
    else tools.event({ user, item: textOf(event.item), time: timeOf(event.time), kind })
  }
}

function notExported(file: string, row: Row): Error {
  const found = Object.keys(row).slice(0, 8).join(', ')
  return new TacitError(
    'import/columns',
    `${file}: not what export() of the SDK gives (found: ${found}): pass files of ` +
      '{"events": [{"kind", "item", "time"}, …]}, one a person, or JSON lines of them',
  )
}
