import {
  buildPack,
  type Catalogue,
  completeKinds,
  type ItemFacts,
  type Neighbours,
  type PackContents,
  type Rules,
} from '@tacit-rec/pack'

const COLUMNS = ['title', 'categories', 'description', 'url', 'image', 'price', 'currency'] as const
const MORE_COLUMNS = ['availability', 'unlisted'] as const
const KNOWN = new Set<string>(['id', ...COLUMNS, ...MORE_COLUMNS])
const UNNAMED = 'Everything'
/** Dimensions; more categories share them. */
const [MIN_DIM, MAX_DIM] = [4, 64]
const MAX_LINKS = 8

/**
 * A pack in which a history of one category brings the others of that category first, and the order
 * of the items decides the rest. Its interests are the categories.
 */
export function packOf(items: readonly ItemFacts[], rules: Rules | null) {
  const names = items.map(({ categories }) => categories?.[0]?.split(' > ').at(-1) ?? UNNAMED)
  const categories = [...new Set(names)].slice(0, MAX_DIM)
  const dim = Math.max(MIN_DIM, categories.length)
  const axis = names.map((name) => Math.max(0, categories.indexOf(name)))
  const vectors = new Int8Array(items.length * dim)
  for (const [item, at] of axis.entries()) vectors[item * dim + at] = 127
  const kinds = completeKinds([{ name: 'view', weight: 1 }])
  const history = 12
  const contents: PackContents = {
    name: 'double',
    history,
    kinds,
    score: { pool: 'max', temperature: 0.2, beta: 2, kappa: 1, decay: 0.9 },
    student: null,
    scorer: null,
    // Every event counts alike.
    weights: {
      query: new Float32Array(dim),
      position: new Float32Array(history),
      kind: new Float32Array(kinds.length),
      age: new Float32Array(2),
    },
    items: {
      vectors,
      scale: new Float32Array(items.length).fill(1 / 128),
      gain: new Float32Array(items.length).fill(1),
      bias: Float32Array.from(items, (_, item) => -item / items.length),
    },
    popularity: Float32Array.from(items, (_, item) => items.length - item),
    neighbours: linksOf(axis),
    prototypes: categories.map((label, at) => ({
      id: label,
      label,
      keywords: [label],
      exemplars: [axis.indexOf(at)],
    })),
    prototypeVectors: Float32Array.from({ length: categories.length * dim }, (_, at) =>
      at % dim === Math.floor(at / dim) ? 1 : 0,
    ),
    catalogue: catalogueOf(items),
    rules,
    training: { protocol: 'all', seed: 1, data: 'double', split: 'double' },
  }
  return buildPack(contents)
}

/** Each item links to others of its category, so that reasons name the event. */
function linksOf(axis: readonly number[]): Neighbours {
  const perItem = Math.min(MAX_LINKS, axis.length)
  const index = new Uint16Array(axis.length * perItem)
  const weight = new Uint8Array(index.length)
  for (const [item, own] of axis.entries()) {
    const others = [...axis.keys()].filter((other) => other !== item && axis[other] === own)
    for (const [place, other] of others.slice(0, perItem).entries()) {
      index[item * perItem + place] = other
      weight[item * perItem + place] = 255 - place
    }
  }
  return { index, weight, scale: 1, perItem }
}

function catalogueOf(items: readonly ItemFacts[]): Catalogue {
  const columnOf = (name: string) => items.map((facts) => facts[name] ?? null)
  const isKnown = (name: string) => items.some((facts) => (facts[name] ?? null) !== null)
  const own = [...new Set(items.flatMap((facts) => Object.keys(facts)))]
  const entries = (names: readonly string[]) =>
    Object.fromEntries(names.filter(isKnown).map((name) => [name, columnOf(name)]))
  return {
    ...entries([...COLUMNS, ...MORE_COLUMNS]),
    ids: items.map(({ id }) => id),
    extra: entries(own.filter((name) => !KNOWN.has(name))) as Catalogue['extra'],
  }
}
