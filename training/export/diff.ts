import { type Catalogue, factsOf, type LoadedPack, type Manifest } from '@tacit-rec/pack'
import { readPack } from './read.ts'

/** Links of an item that are compared: as many as a shelf of similar items shows. */
const LINKS = 10
/** Max ids, and items, that a list names. */
const MAX_NAMED = 20

/** What differs between two packs. `a` is the older one. */
export interface PackDiff {
  a: { name: string; sequence: number; items: number }
  b: { name: string; sequence: number; items: number }
  files: {
    /** Roles of the files that both packs have, which a device or an edge does not fetch again. */
    same: string[]
    changed: string[]
    /** Of b's files that a lacks. */
    bytesToSend: number
    bytes: number
  }
  /** Lists name 20 at most. */
  items: {
    added: number
    removed: number
    /** In both, with other facts. */
    changed: number
    addedIds: string[]
    removedIds: string[]
    changedIds: string[]
  }
  /** Of the items in both packs. */
  neighbours: {
    items: number
    /** Items of which the ten strongest links lead to other items than before. */
    changed: number
    /** Mean share of the ten strongest links that both have. */
    overlap: number
    /** The items with the least overlap. */
    least: { id: string; title?: string; overlap: number }[]
  }
  intents: {
    same: number
    renamed: { id: string; from: string; to: string }[]
    added: { id: string; label: string }[]
    removed: { id: string; label: string }[]
  }
  /** Offline metrics that both manifests state, by protocol and name such as `ndcg@10`. */
  quality: { protocol: string; metric: string; a: number; b: number }[]
}

/**
 * Compares two packs by their contents. Items are matched by id, intents by their stable ids.
 *
 * @throws TacitError `export/no-pack`, or `pack/…` if one is damaged
 */
export async function diffPacks(folderA: string, folderB: string): Promise<PackDiff> {
  const [a, b] = [await readPack(folderA), await readPack(folderB)]
  const inA = new Map(a.catalogue.ids.map((id, item) => [id, item]))
  const both = b.catalogue.ids.flatMap((id, item): Pair[] => {
    const before = inA.get(id)
    return before === undefined ? [] : [{ id, a: before, b: item }]
  })
  return {
    a: named(a),
    b: named(b),
    files: files(a.manifest, b.manifest),
    items: items(a.catalogue, b.catalogue, both),
    neighbours: neighbours(a, b, both),
    intents: intents(a, b),
    quality: quality(a.manifest.evaluation, b.manifest.evaluation),
  }
}

/** An item of both packs, with its row in each. */
interface Pair {
  id: string
  a: number
  b: number
}

function named({ manifest: { name, sequence, items } }: LoadedPack) {
  return { name, sequence, items }
}

function files(a: Manifest, b: Manifest): PackDiff['files'] {
  const known = new Set(a.files.map(({ name }) => name))
  const sum = (of: Manifest['files']) => of.reduce((total, { bytes }) => total + bytes, 0)
  const fresh = b.files.filter(({ name }) => !known.has(name))
  const changed = [...new Set(fresh.map(({ role }) => role))]
  const same = [...new Set(b.files.map(({ role }) => role))].filter((r) => !changed.includes(r))
  return { same, changed, bytesToSend: sum(fresh), bytes: sum(b.files) }
}

function items(a: Catalogue, b: Catalogue, both: readonly Pair[]): PackDiff['items'] {
  const kept = new Set(both.map(({ id }) => id))
  const without = (ids: readonly string[]) => ids.filter((id) => !kept.has(id))
  const [added, removed] = [without(b.ids), without(a.ids)]
  const facts = (catalogue: Catalogue, item: number) => JSON.stringify(factsOf(catalogue, item))
  const changed = both.filter((pair) => facts(a, pair.a) !== facts(b, pair.b)).map(({ id }) => id)
  const few = (ids: string[]) => ids.slice(0, MAX_NAMED)
  return {
    added: added.length,
    removed: removed.length,
    changed: changed.length,
    addedIds: few(added),
    removedIds: few(removed),
    changedIds: few(changed),
  }
}

function neighbours(a: LoadedPack, b: LoadedPack, both: readonly Pair[]): PackDiff['neighbours'] {
  const overlaps = both.map((pair) => {
    const [before, now] = [strongest(a, pair.a), strongest(b, pair.b)]
    const most = Math.max(before.size, now.size)
    const shared = [...now].filter((id) => before.has(id)).length
    return { pair, overlap: most === 0 ? 1 : shared / most }
  })
  const changed = overlaps.filter(({ overlap }) => overlap < 1)
  const sum = overlaps.reduce((total, { overlap }) => total + overlap, 0)
  const least = changed.toSorted((one, two) => one.overlap - two.overlap).slice(0, MAX_NAMED)
  return {
    items: both.length,
    changed: changed.length,
    overlap: both.length === 0 ? 1 : sum / both.length,
    least: least.map(({ pair, overlap }) => {
      const { title } = factsOf(b.catalogue, pair.b)
      return { id: pair.id, ...(title === undefined ? {} : { title }), overlap }
    }),
  }
}

/** Ids of the items that the strongest links of an item lead to. */
function strongest({ neighbours, catalogue }: LoadedPack, item: number): Set<string> {
  if (!neighbours) return new Set()
  const { index, weight, perItem } = neighbours
  const row = Array.from({ length: perItem }, (_, e) => item * perItem + e)
  const links = row.filter((e) => weight[e] > 0).sort((e, f) => weight[f] - weight[e] || e - f)
  return new Set(links.slice(0, LINKS).map((e) => catalogue.ids[index[e]]))
}

function intents(a: LoadedPack, b: LoadedPack): PackDiff['intents'] {
  const [before, now] = [a, b].map(
    ({ prototypes }) => new Map(prototypes.map(({ id, label }) => [id, label])),
  )
  const only = (own: Map<string, string>, other: Map<string, string>) =>
    [...own].filter(([id]) => !other.has(id)).map(([id, label]) => ({ id, label }))
  const kept = [...now].filter(([id]) => before.has(id))
  const renamed = kept.filter(([id, label]) => before.get(id) !== label)
  return {
    same: kept.length - renamed.length,
    renamed: renamed.map(([id, to]) => ({ id, from: before.get(id)!, to })),
    added: only(now, before),
    removed: only(before, now),
  }
}

function quality(a: unknown, b: unknown): PackDiff['quality'] {
  const [before, now] = [a, b].map(metricsOf)
  return [...now].flatMap(([key, value]) => {
    const was = before.get(key)
    if (was === undefined) return []
    const [protocol, metric] = key.split('\n')
    return [{ protocol, metric, a: was, b: value }]
  })
}

/** `protocol\nmetric@cut-off` → value, of `evaluation` in a manifest. */
function metricsOf(evaluation: unknown): Map<string, number> {
  const found = new Map<string, number>()
  for (const [protocol, metrics] of entries(evaluation))
    for (const [metric, at] of entries(metrics))
      for (const [cutoff, value] of entries(at))
        if (typeof value === 'number') found.set(`${protocol}\n${metric}@${cutoff}`, value)
  return found
}

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : []
}
