import {
  buildPack,
  type LoadedPack,
  type Manifest,
  type Neighbours,
  OPSET,
  openPackFrom,
  type PackContents,
  type Pool,
  type Rules,
  roundToHalves,
} from '@tacit-rec/pack'

/** Mulberry32: numbers in [0, 1), the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface RandomPackOptions {
  seed?: number
  items?: number
  dim?: number
  intents?: number
  prototypes?: number
  history?: number
  kinds?: PackContents['kinds']
  pool?: Pool
  /** M; 0: a pack without neighbours. */
  perItem?: number
  score?: Partial<PackContents['score']>
  rules?: Rules
  name?: string
  sequence?: number
  /** ONNX bytes; the default passes the loader, but no runtime can run it. */
  student?: Uint8Array
  scorer?: Uint8Array
}

export interface BuiltPack {
  manifest: Manifest
  files: Map<string, Uint8Array>
  loaded: LoadedPack
}

/** A valid pack of random numbers. */
export async function randomPack(options: RandomPackOptions = {}): Promise<BuiltPack> {
  const { manifest, files } = await buildPack(randomContents(options))
  return { manifest, files, loaded: await openPackFrom(manifest, files, { all: true }) }
}

/** The contents of {@link randomPack}, before they are encoded. */
export function randomContents(options: RandomPackOptions = {}): PackContents {
  const { seed = 1, items = 40, dim = 8, intents = 3, history = 6, perItem = 4 } = options
  const { prototypes = Math.min(5, items), pool = 'max' } = options
  const kinds = options.kinds ?? [
    { name: 'view', weight: 1 },
    { name: 'buy', weight: 2 },
  ]
  const random = seeded(seed)
  const floats = (count: number, low: number, high: number) =>
    Float32Array.from({ length: count }, () => low + (high - low) * random())
  const vectors = Int8Array.from({ length: items * dim }, () => Math.floor(255 * random()) - 127)
  const scale = Float32Array.from({ length: items }, (_, i) => {
    let square = 1
    for (let j = 0; j < dim; j++) square += vectors[i * dim + j] ** 2
    return 1 / Math.sqrt(square)
  })
  return {
    name: options.name ?? 'random',
    sequence: options.sequence ?? 1,
    created: '2026-11-01T00:00:00.000Z',
    history,
    kinds,
    score: { pool, temperature: 0.2, beta: 0.6, kappa: 0.5, decay: 0.8, ...options.score },
    student: options.student ?? minimalOnnx('student'),
    scorer: options.scorer ?? minimalOnnx('scorer'),
    clusters: {
      count: Math.min(7, items),
      ids: Array.from({ length: items }, (_, i) => `item-${i}`),
      cluster: Uint16Array.from({ length: items }, (_, i) => i % 7),
    },
    weights: {
      query: floats(intents * dim, -1, 1),
      position: floats(intents * history, -1, 1),
      kind: floats(intents * kinds.length, -0.5, 0.5),
      age: floats(intents * 2, -0.3, 0.1),
    },
    items: {
      vectors,
      scale: roundToHalves(scale),
      gain: roundToHalves(floats(items, 0.5, 1.5)),
      bias: roundToHalves(floats(items, -0.5, 0.5)),
    },
    popularity: Float32Array.from({ length: items }, () => Math.floor(100 * random())),
    prototypeVectors: roundToHalves(floats(prototypes * dim, -1, 1)),
    rules: options.rules ?? null,
    neighbours: perItem > 0 ? randomNeighbours(items, Math.min(perItem, items), random) : null,
    prototypes: Array.from({ length: prototypes }, (_, p) => ({
      id: `p${p}`,
      label: `Prototype ${p}`,
      keywords: [`word${p}`, `word${p + 1}`],
      exemplars: [p % items],
    })),
    catalogue: {
      ids: Array.from({ length: items }, (_, i) => `item-${i}`),
      title: Array.from({ length: items }, (_, i) => (i % 7 === 3 ? null : `Title ${i}`)),
      categories: Array.from({ length: items }, (_, i) => [`Shelf > Row ${i % 4}`]),
      price: Array.from({ length: items }, (_, i) => 1 + i / 4),
    },
    training: { protocol: 'all', seed, data: 'random', split: 'random' },
  }
}

/** The smallest ONNX model that the loader accepts: ir_version, a graph with a name, an opset. */
export function minimalOnnx(name: string): Uint8Array {
  const letters = new TextEncoder().encode(name)
  const graph = [0x12, letters.length, ...letters]
  return Uint8Array.of(0x08, 8, 0x3a, graph.length, ...graph, 0x42, 2, 0x10, OPSET)
}

/** Distinct candidates per row, ascending, never the row's item; every third row has one padded link. */
function randomNeighbours(items: number, perItem: number, random: () => number): Neighbours {
  const index = items > 65_535 ? new Uint32Array(items * perItem) : new Uint16Array(items * perItem)
  const weight = new Uint8Array(items * perItem)
  for (let j = 0; j < items; j++) {
    const held = new Set<number>()
    const links = Math.min(items - 1, j % 3 === 0 ? perItem - 1 : perItem)
    while (held.size < links) {
      const candidate = Math.floor(items * random())
      if (candidate !== j) held.add(candidate)
    }
    for (const [m, candidate] of [...held].sort((a, b) => a - b).entries()) {
      index[j * perItem + m] = candidate
      weight[j * perItem + m] = 1 + Math.floor(255 * random() ** 3)
    }
  }
  return { index, weight, scale: 0.875, perItem }
}
