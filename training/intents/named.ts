import type { Catalogue } from '@tacit-rec/pack'
import { intentsOfItems } from '../data/index.ts'
import type { IntentRecord } from './types.ts'

/**
 * The names of every item's intents that a person or a model gave: from a folder of intents; for
 * items that it does not contain, or that it describes by key phrases, from the items file.
 *
 * @param records of a folder of intents, in the catalogue's order; null for items not in it
 * @returns [N], null for an item without intents
 */
export function namedIntents(
  catalogue: Catalogue,
  records?: readonly (IntentRecord | null)[],
): (readonly string[] | null)[] {
  const given = intentsOfItems(catalogue)
  return catalogue.ids.map((_, item) => {
    const record = records?.[item]
    const written = record?.source === 'model' || record?.source === 'given'
    const names = (written && record.named) || given?.[item]
    return names?.length ? names : null
  })
}
