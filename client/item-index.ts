import type { LoadedPack } from '@tacit-rec/pack'

/** What reading ids and kinds needs of a pack. */
export type KnownPack = Pick<LoadedPack, 'manifest' | 'catalogue'>

const indices = new WeakMap<readonly string[], Map<string, number>>()

/** Index of an item in a pack; undefined for an id that the catalogue does not have. */
export function indexOfItem(
  { catalogue }: Pick<KnownPack, 'catalogue'>,
  id: string,
): number | undefined {
  let index = indices.get(catalogue.ids)
  if (!index) {
    index = new Map(catalogue.ids.map((known, item) => [known, item]))
    indices.set(catalogue.ids, index)
  }
  return index.get(id)
}
