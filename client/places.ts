import type { LoadedPack } from '@tacit-rec/pack'

const places = new WeakMap<LoadedPack, Map<string, number>>()

/** Index of an item in a pack, or undefined. */
export function placeOf(pack: LoadedPack, id: string): number | undefined {
  let index = places.get(pack)
  if (!index) {
    index = new Map(pack.catalogue.ids.map((known, item) => [known, item]))
    places.set(pack, index)
  }
  return index.get(id)
}
