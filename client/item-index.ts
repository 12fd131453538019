import type { LoadedPack } from '@tacit-rec/pack'

const indices = new WeakMap<LoadedPack, Map<string, number>>()

/** Index of an item in a pack; undefined for an id that the catalogue does not have. */
export function indexOfItem(pack: LoadedPack, id: string): number | undefined {
  let index = indices.get(pack)
  if (!index) {
    index = new Map(pack.catalogue.ids.map((known, item) => [known, item]))
    indices.set(pack, index)
  }
  return index.get(id)
}
