import type { Catalogue } from '@tacit/pack'
import { normaliseText, words } from '../intents/index.ts'

/** What a group of items is called. */
export interface GroupName {
  label: string
  keywords: string[]
}

const KEYWORDS = 6
/** A second name will do where its z-score is at least this share of the best one's. */
const NEARLY = 0.6
/** How sure a term has to be: the z-score of its log-odds. */
const LEAST_Z = 1.5

/**
 * Names groups of items by what they have more of than the whole catalogue: intents (key phrases),
 * category names and title words. A term's standing is the z-score of its log-odds in the group
 * against the rest, with the catalogue as the prior (Monroe, Colaresi & Quinn, Fightin' Words,
 * Political Analysis 16, 2008, eq. 16 and 22). The label is the best intent, or else the best
 * category. Where groups want the same one the surest has it; another takes its next best, if that
 * says nearly as much, or adds what sets it apart. Without intents and categories the best words
 * name a group; without text it is `Group 7`. A label that a group had before it keeps, as long as
 * what it is made of still says nearly as much as the best.
 *
 * @param group item → group or −1, [N]
 * @param ids of the groups, all different
 * @param phrases key phrases per item, [N], where there are any
 * @param before the labels that groups had, undefined of new ones
 */
export function nameGroups(
  group: Int32Array,
  ids: readonly string[],
  catalogue: Catalogue,
  phrases?: readonly (readonly string[] | null)[] | null,
  before: readonly (string | undefined)[] = [],
): GroupName[] {
  const of = (terms: (item: number) => string[]) => standings(group, ids.length, terms)
  const intents = of((item) => [...new Set(phrases?.[item] ?? [])])
  const categories = of((item) => categoryNames(catalogue.categories?.[item]))
  const titles = of((item) => titleWords(catalogue.title?.[item]))
  const namings = intents.map((own, p) => naming(own, categories[p], titles[p], ids[p]))
  const labels = chooseLabels(namings, before)
  return labels.map((label, p) => {
    const terms = [...intents[p], ...categories[p], ...titles[p]].sort((a, b) => b.z - a.z)
    const keywords = new Set(terms.map(({ term }) => term.toLowerCase()))
    keywords.delete(label.toLowerCase())
    return { label, keywords: [...keywords].slice(0, KEYWORDS) }
  })
}

/** What a group may be called. */
interface Naming {
  /** How sure the best name is. */
  z: number
  /** Best first; the last one is nobody else's. */
  candidates: string[]
  /** Whether a label that the group had still says what it is. */
  fits(label: string): boolean
}

function naming(
  intents: Standing[],
  categories: Standing[],
  titles: Standing[],
  id: string,
): Naming {
  if (intents.length > 0) return named(intents, ', ', intents.slice(1), id)
  if (categories.length > 0) {
    const apart = titles.filter(({ term }) => !mentions(categories[0].term, term))
    return named(categories, ': ', apart, id)
  }
  if (titles.length > 0) return worded(titles, id)
  const only = `Group ${numberOf(id)}`
  return { z: 0, candidates: [only], fits: (label) => label === only }
}

/** Names, or the best name with what sets the group apart from its like. */
function named(names: Standing[], comma: string, apart: Standing[], id: string): Naming {
  const [{ term, z }] = names
  const nearly = nearlyBest(names)
  const last = `${term} (${numberOf(id)})`
  const more = apart.map((other) => comma + other.term)
  return {
    z,
    candidates: [...nearly, ...more.map((end) => term + end), last],
    fits: (label) =>
      label === last ||
      nearly.some((name) => label === name || more.some((end) => label === name + end)),
  }
}

/** The best two words, and further ones where that is another group's name. */
function worded(titles: Standing[], id: string): Naming {
  const [first, second = '', ...rest] = titles.map(({ term }) => term)
  const best = capital(`${first} ${second}`.trim())
  const last = `${best} (${numberOf(id)})`
  const nearly = new Set(nearlyBest(titles))
  return {
    z: titles[0].z,
    candidates: [best, ...rest.map((word) => `${best} ${word}`), last],
    fits: (label) => label === last || words(label.toLowerCase()).every((word) => nearly.has(word)),
  }
}

function nearlyBest(names: Standing[]): string[] {
  return names.filter(({ z }) => z >= NEARLY * names[0].z).map(({ term }) => term)
}

/** For people: `p6` is the seventh. */
function numberOf(id: string): string {
  const counted = /^p(\d+)$/.exec(id)
  return counted ? `${Number(counted[1]) + 1}` : id
}

/** One label per group, all different: first what fits still, then the surest chooses. */
function chooseLabels(groups: Naming[], before: readonly (string | undefined)[]): string[] {
  const labels: string[] = Array.from(groups, () => '')
  const free = (label: string) => !labels.includes(label)
  for (const [p, label] of before.entries())
    if (label !== undefined && free(label) && groups[p].fits(label)) labels[p] = label
  const open = [...groups.keys()].filter((p) => labels[p] === '')
  for (const p of open.sort((a, b) => groups[b].z - groups[a].z))
    labels[p] = groups[p].candidates.find(free)!
  return labels
}

interface Standing {
  term: string
  z: number
}

/** Per group its terms that stand out, best first; ties by the terms' own order. */
function standings(
  group: Int32Array,
  groups: number,
  termsOf: (item: number) => string[],
): Standing[][] {
  const whole = new Map<string, number>()
  const counts = Array.from({ length: groups }, () => new Map<string, number>())
  const sizes = new Float64Array(groups)
  let size = 0
  for (let item = 0; item < group.length; item++) {
    const own = counts[group[item]]
    for (const term of termsOf(item)) {
      whole.set(term, (whole.get(term) ?? 0) + 1)
      size++
      if (!own) continue
      own.set(term, (own.get(term) ?? 0) + 1)
      sizes[group[item]]++
    }
  }
  return counts.map((own, p) => {
    const found: Standing[] = []
    for (const [term, inside] of own) {
      const all = whole.get(term)!
      const z = logOdds(inside, sizes[p], all - inside, size - sizes[p], all / size)
      // One item's word is no group's name, unless the group is one item.
      if (z > LEAST_Z && (inside > 1 || sizes[p] === own.size)) found.push({ term, z })
    }
    return found.sort((a, b) => b.z - a.z || (a.term < b.term ? -1 : 1))
  })
}

/** How many mentions the prior is worth. */
const PRIOR = 10

function logOdds(inside: number, size: number, outside: number, rest: number, share: number) {
  const prior = PRIOR * share
  const odds = (count: number, of: number) =>
    Math.log((count + prior) / (of + PRIOR - count - prior + 1e-9))
  const deviation = Math.sqrt(1 / (inside + prior) + 1 / (outside + prior))
  return (odds(inside, size) - odds(outside, rest)) / deviation
}

/** Every step of every path, once. */
function categoryNames(paths: string[] | null | undefined): string[] {
  return [...new Set((paths ?? []).flatMap((path) => path.split(' > ')))].filter(Boolean)
}

/** Words of a title, once; numbers and sizes are no names. */
function titleWords(title: string | null | undefined): string[] {
  const all = title ? words(normaliseText(title)) : []
  return [...new Set(all)].filter((word) => /^\p{L}[\p{L}\p{M}]+$/u.test(word))
}

function mentions(label: string, word: string): boolean {
  return words(label.toLowerCase()).some((part) => part === word || part === `${word}s`)
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
