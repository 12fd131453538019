import type { Catalogue } from '@tacit/pack'
import { intentsOfItems } from '../data/index.ts'
import { lexicalIntents } from './construct/local.ts'
import type { IntentRecord } from './types.ts'

/**
 * What every item is for, by name: as a folder of intents says, else as the items file says, else
 * by key phrases.
 *
 * @param records of a folder of intents, in the catalogue's order
 * @returns [N], null where an item has none
 */
export function namedIntents(
  catalogue: Catalogue,
  records?: readonly (IntentRecord | null)[],
): (readonly string[] | null)[] {
  if (records) return records.map((record) => (record?.named.length ? record.named : null))
  const given = intentsOfItems(catalogue)
  return lexicalIntents(catalogue).map(({ named }, item) => {
    if (given?.[item]?.length) return given[item]
    return named.length ? named : null
  })
}
