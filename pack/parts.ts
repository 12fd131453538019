import { fromBlocks } from './blocks.ts'
import { decodeClusters, type ItemClusters } from './clusters.ts'
import type { Facts } from './columns.ts'
import { type FetchFile, fetchVerified, type PackFiles, packFiles } from './files.ts'
import { parts1 } from './format-1/parts.ts'
import { decodeHead, type Head } from './head.ts'
import { idsOf } from './ids.ts'
import { decodeIntents, type Prototype } from './intents.ts'
import { decodeItems, decodePrototypeVectors } from './items.ts'
import { readJson } from './json.ts'
import { decodeLexicon, type LexiconValues } from './lexicon.ts'
import type { FileEntry, Manifest } from './manifest.ts'
import type { Role } from './names.ts'
import { decodeNeighbours } from './neighbours.ts'
import { checkOnnx } from './onnx.ts'
import { decodePopularity } from './popularity.ts'
import { decodeRules, type Rules } from './rules.ts'
import { decodeTower, type Tower } from './tower.ts'
import type { Catalogue, Items, Neighbours, StudentWeights } from './types.ts'
import { decodeWeights } from './weights.ts'

/** ONNX bytes of the encoder and of the scorer. */
export interface Models {
  student: Uint8Array
  scorer: Uint8Array
}

/**
 * The parts of a pack of either format. Each call fetches the part's files, verifies and decodes
 * them; nothing is kept. What a pack lacks is null.
 */
export interface PackParts {
  head(): Promise<Head | null>
  ids(): Promise<string[]>
  neighbours(): Promise<Neighbours | null>
  /** [N]: distinct users of the item, or another count. */
  popularity(): Promise<Float32Array>
  /** What a shelf shows or filters by. @param ids those of {@link PackParts.ids} */
  facts(ids: string[]): Promise<Catalogue>
  weights(): Promise<StudentWeights>
  items(): Promise<Items>
  prototypes(): Promise<Prototype[]>
  /** [P,d]: directions of the prototypes. */
  prototypeVectors(): Promise<Float32Array>
  /** @returns the facts, with descriptions and other long texts */
  details(facts: Catalogue): Promise<Catalogue>
  rules(): Promise<Rules | null>
  /** For `understand`: what a query may name. */
  lexicon(): Promise<LexiconValues | null>
  /** For search: what was typed in the space of the items. */
  tower(): Promise<Tower | null>
  /** For private learning: what is alike. */
  clusters(): Promise<ItemClusters | null>
  models(): Promise<Models | null>
}

export type PartName = keyof PackParts

/**
 * Gives access to single parts of a pack. Each throws a {@link TacitError} `pack/…` with the file
 * and the reason; errors of `fetchFile` pass through.
 */
export function packParts(
  manifest: Manifest,
  fetchFile: FetchFile,
  signal: AbortSignal = new AbortController().signal,
): PackParts {
  return partsFrom(manifest, (entry) => fetchVerified(entry, fetchFile, signal))
}

/** @param read the verified bytes of a file */
export function partsFrom(
  manifest: Manifest,
  read: (entry: FileEntry) => Promise<Uint8Array>,
): PackParts {
  const files = packFiles(manifest, read)
  return {
    ...(manifest.format === 1 ? parts1(manifest, files) : parts2(manifest, files)),
    async head() {
      const json = await files.json('head')
      return json && decodeHead(json)
    },
    weights: async () => decodeWeights(await files.one('weights'), manifest),
    prototypes: async () => decodeIntents(await files.one('intents'), manifest),
    async rules() {
      const bytes = await files.maybe('rules')
      return bytes && decodeRules(bytes)
    },
    async lexicon() {
      const json = await files.json('lexicon')
      return json && decodeLexicon(json)
    },
    async tower() {
      const bytes = await files.maybe('tower')
      return bytes && decodeTower(bytes, manifest)
    },
    async clusters() {
      const bytes = await files.maybe('clusters')
      return bytes && decodeClusters(bytes)
    },
    async models() {
      const [student, scorer] = await Promise.all([files.maybe('student'), files.maybe('scorer')])
      if (!student || !scorer) return null
      checkOnnx('student', student)
      checkOnnx('scorer', scorer)
      return { student, scorer }
    },
  }
}

function parts2(manifest: Manifest, files: PackFiles) {
  const blocks = async (role: Role, ids: readonly string[]): Promise<Facts> => {
    const blocks = (await files.all(role)).map((bytes) => readJson(role, bytes))
    return blocks.length ? fromBlocks(role, blocks, ids) : {}
  }
  return {
    ids: async () => idsOf('ids', (await files.json('ids'))!.ids, manifest),
    facts: async (ids: string[]): Promise<Catalogue> => ({ ids, ...(await blocks('facts', ids)) }),
    async details(facts: Catalogue): Promise<Catalogue> {
      const { extra, ...details } = await blocks('details', facts.ids)
      const all = { ...facts, ...details }
      return extra ? { ...all, extra: { ...facts.extra, ...extra } } : all
    },
    async neighbours() {
      const bytes = await files.maybe('neighbours')
      return bytes && decodeNeighbours(bytes, manifest)
    },
    popularity: async () => decodePopularity((await files.json('popularity'))!, manifest),
    items: async () => decodeItems(await files.one('items'), manifest),
    prototypeVectors: async () => decodePrototypeVectors(await files.one('prototypes'), manifest),
  }
}

/** The roles that a part is read from. */
export function rolesOf(part: PartName, { format }: Pick<Manifest, 'format'>): Role[] {
  return (format === 1 && ROLES_OF_1[part]) || ROLES_OF[part]
}

const ROLES_OF: Record<PartName, Role[]> = {
  head: ['head'],
  ids: ['ids'],
  neighbours: ['neighbours'],
  popularity: ['popularity'],
  facts: ['facts'],
  weights: ['weights'],
  items: ['items'],
  prototypes: ['intents'],
  prototypeVectors: ['prototypes'],
  details: ['details'],
  rules: ['rules'],
  models: ['student', 'scorer'],
  lexicon: ['lexicon'],
  tower: ['tower'],
  clusters: ['clusters'],
}

const ROLES_OF_1: Partial<Record<PartName, Role[]>> = {
  ids: ['catalogue'],
  facts: ['catalogue'],
  popularity: ['items'],
  prototypeVectors: ['items'],
}
