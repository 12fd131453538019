import {
  buildPack,
  type FileEntry,
  type LoadedPack,
  type Manifest,
  type PackContents,
} from '@tacit-rec/pack'
import { randomContents, seeded } from '../test/pack/random-pack.ts'
import { writeIndex } from '../training/export/lookup/records.ts'

/** A pack of made-up items, as the edge stores it. */
export interface EdgePack {
  manifest: Manifest
  files: Map<string, Uint8Array>
  /** Whether the files that `rank` reads are there. */
  isWhole: boolean
}

/** Above, only the index is built: the other files would not fit in memory beside it. */
const MAX_WHOLE = 200_000
const WORDS =
  'silk night repair cream hand lip balm care oil rose day sun mask soap hair clear'.split(' ')

/** A pack with facts as long as a shop's: about 400 bytes of JSON an item, four levels of categories. */
export async function edgePack(items: number): Promise<EdgePack> {
  const perItem = 16
  const shape = { items, dim: 64, intents: 4, prototypes: Math.min(128, Math.ceil(items / 20)) }
  const contents = withFacts(
    randomContents({ ...shape, history: 50, perItem, pool: 'logsumexp', seed: 1 }),
  )
  const isWhole = items <= MAX_WHOLE
  const { manifest, files, pack } = isWhole
    ? await buildPack(contents)
    : await hollow(contents, shape)
  const entries: (FileEntry & { part: number })[] = []
  for await (const { entry, bytes } of writeIndex(pack)) {
    files.set(entry.name, bytes)
    entries.push(entry)
  }
  entries.sort((a, b) => a.part - b.part)
  return { manifest: { ...manifest, files: [...manifest.files, ...entries] }, files, isWhole }
}

function withFacts(contents: PackContents): PackContents {
  const random = seeded(2)
  const text = (words: number) =>
    Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ')
  const { ids } = contents.catalogue
  return {
    ...contents,
    catalogue: {
      ids,
      title: ids.map(() => text(6)),
      categories: ids.map((_, n) => [`Shop > Aisle ${n % 12} > Row ${n % 60} > Shelf ${n % 300}`]),
      description: ids.map(() => text(25)),
      url: ids.map((id) => `https://shop.example/products/${id}`),
      image: ids.map((id) => `https://images.shop.example/large/${id}.jpg`),
      price: ids.map(() => Math.round(10_000 * random()) / 100),
    },
  }
}

/** A pack whose manifest lists files that nobody reads here. */
async function hollow(
  contents: PackContents,
  shape: { items: number; dim: number; intents: number; prototypes: number },
): Promise<{ manifest: Manifest; files: Map<string, Uint8Array>; pack: LoadedPack }> {
  const small = await buildPack(randomContents({ dim: 64, intents: 4, history: 50 }))
  const manifest = { ...small.manifest, ...shape }
  return { manifest, files: small.files, pack: { ...contents, manifest } }
}
