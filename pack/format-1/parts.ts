import type { PackFiles } from '../files.ts'
import type { Manifest } from '../manifest.ts'
import type { Catalogue } from '../types.ts'
import { decodeCatalogue1 } from './catalogue.ts'
import { decodeItems1 } from './items.ts'
import { decodeNeighbours1 } from './neighbours.ts'

/** The parts that format 1 keeps in other files than format 2. */
export function parts1(manifest: Manifest, files: PackFiles) {
  const catalogue = async () => decodeCatalogue1(await files.one('catalogue'), manifest)
  const items = async () => decodeItems1(await files.one('items'), manifest)
  return {
    ids: async () => (await catalogue()).ids,
    facts: catalogue,
    details: async (facts: Catalogue) => facts,
    async neighbours() {
      const bytes = await files.maybe('neighbours')
      return bytes && decodeNeighbours1(bytes, manifest)
    },
    popularity: async () => (await items()).popularity,
    items: async () => (await items()).items,
    prototypeVectors: async () => (await items()).prototypeVectors,
  }
}
