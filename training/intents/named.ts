import type { Catalogue } from '@tacit-rec/pack'
import { intentsOfItems } from '../data/index.ts'
import { lexicalIntents } from './construct/local.ts'
import type { IntentRecord } from './types.ts'

/**
 * The names of every item's intents: from a folder of intents; for items that it does not contain,
 * from the items file, otherwise key phrases.
 *
 * @param records of a folder of intents, in the catalogue's order; null for items not in it
 * @returns [N], null for an item without intents
 */
export function namedIntents(
  catalogue: Catalogue,
  records: readonly (IntentRecord | null)[] = catalogue.ids.map(() => null),
): (readonly string[] | null)[] {
  const given = intentsOfItems(catalogue)
  const lexical = records.includes(null) ? lexicalIntents(catalogue) : []
  return records.map((record, item) => {
    const names = record?.named ?? (given?.[item]?.length ? given[item] : lexical[item].named)
    return names.length ? names : null
  })
}
