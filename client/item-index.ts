import type { LoadedPack } from '@tacit-rec/pack'

/** What reading ids and kinds needs of a pack. */
export type KnownPack = Pick<LoadedPack, 'manifest' | 'catalogue'>

const indices = new WeakMap<LoadedPack['catalogue'], Map<string, number>>()

/** Index of an item in a pack; undefined for an id that the catalogue does not have. */
export function indexOfItem(
  { catalogue }: Pick<KnownPack, 'catalogue'>,
  id: string,
): number | undefined {
  let index = indices.get(catalogue)
  if (!index) {
    index = new Map(catalogue.ids.map((known, item) => [known, item]))
    indices.set(catalogue, index)
  }
  return index.get(id)
}
