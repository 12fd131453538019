import type { Catalogue } from '@tacit-rec/pack'
import { intentsOfItems } from '../data/index.ts'
import { lexicalIntents } from './construct/local.ts'
import type { IntentRecord } from './types.ts'

/**
 * What every item is for, by name: as a folder of intents says; of an item that the folder does not
 * know, or without one, as the items file says, else by key phrases.
 *
 * @param records of a folder of intents, in the catalogue's order; null of what it does not know
 * @returns [N], null where an item has none
 */
export function namedIntents(
  catalogue: Catalogue,
  records: readonly (IntentRecord | null)[] = catalogue.ids.map(() => null),
): (readonly string[] | null)[] {
  const given = intentsOfItems(catalogue)
  const spare = records.includes(null) ? lexicalIntents(catalogue) : []
  return records.map((record, item) => {
    const names = record?.named ?? (given?.[item]?.length ? given[item] : spare[item].named)
    return names.length ? names : null
  })
}
