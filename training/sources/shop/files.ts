import { TacitError } from '@tacit-rec/pack'
import type { Row, Tools } from '../importer.ts'
import { Fields } from './fields.ts'

/** What a file of an export holds, told by its first row. */
export interface Role<Name extends string> {
  name: Name
  is(fields: Fields, row: Row): boolean
}

/**
 * Sorts files by what they hold. A file of something else, such as customers, is named and left out.
 *
 * @param shop as people call it
 * @param remedy what to export instead
 * @throws TacitError `import/columns` if no file holds anything of the kind
 */
export async function filesByRole<Name extends string>(
  files: readonly string[],
  tools: Tools,
  roles: readonly Role<Name>[],
  { shop, remedy }: { shop: string; remedy: string },
): Promise<Record<Name, string[]>> {
  const found = Object.fromEntries(roles.map(({ name }) => [name, [] as string[]]))
  const others: string[] = []
  for (const file of files) {
    const row = await firstRow(file, tools)
    const fields = new Fields(row ?? {})
    const role = row && roles.find(({ is }) => is(fields, row))
    if (role) found[role.name].push(file)
    else others.push(row ? `${file} (columns: ${columnsOf(row)})` : `${file} (no rows)`)
  }
  if (others.length === files.length)
    throw new TacitError(
      'import/columns',
      `not exports of ${shop}: ${others.join('; ')}: ${remedy}`,
    )
  for (const other of others) tools.note(`Not read: ${other}.`)
  return found as Record<Name, string[]>
}

function columnsOf(row: Row): string {
  const names = Object.keys(row)
  return names.slice(0, 8).join(', ') + (names.length > 8 ? ', …' : '')
}

async function firstRow(file: string, tools: Tools): Promise<Row | null> {
  for await (const row of tools.read(file)) return row
  return null
}
