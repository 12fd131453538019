import type { Catalogue } from '@tacit-rec/pack'
import { normalizeText, words } from '../intents/index.ts'
import { type Standing, sorted, standings } from './standings.ts'

/** What a group of items is called. */
export interface GroupName {
  label: string
  keywords: string[]
}

const KEYWORDS = 6
/** A second name will do where its standing is at least this share of the best one's. */
const NEARLY = 0.6
/** The share of a group's items that bear its name, at least, where there is another. */
const COMMON = 1 / 12
/** What a single word counts beside a phrase, which says more; a category's name is as good. */
const SINGLE = 0.75
/** Words that tell how much there is of something, not what it is. */
const MEASURES = new Set(
  `oz ounce fl fluid ml cl liter litre gal gallon gr gram kg lb lbs mg mm cm inch ft foot feet
  pack pk count ct pc pcs piece qty size`.match(/\S+/g),
)

/**
 * Names groups of items by what they have more of than the whole catalogue ({@link standings}):
 * intents (key phrases), category names and title words. The label is the best intent that
 * one item in twelve bears, or else the best category, or any intent. Where groups want the same one, or its plural, the surest has it; another takes its
 * next best, if that says nearly as much, or adds what sets it apart. Without intents and categories
 * the best words name a group; without text it is `Group 7`. A label that a group had before it
 * keeps, as long as what it is made of still says nearly as much as the best. A keyword says
 * something that the label and the keywords before it do not.
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
  const categories = of((item) => categoryNames(catalogue.categories?.[item]))
  const shelves = new Set(catalogue.categories?.flatMap((p) => categoryNames(p).map(folded)))
  const weigh = (own: Standing[]) =>
    sorted(
      own.map((standing) => {
        const { term, z } = standing
        const whole = words(term.toLowerCase()).length > 1 || shelves.has(folded(term))
        return whole ? standing : { ...standing, z: SINGLE * z }
      }),
    )
  const intents = of((item) => [...new Set(phrases?.[item] ?? [])].filter(isName)).map(weigh)
  const titles = of((item) => titleWords(catalogue.title?.[item])).map(weigh)
  const namings = intents.map((own, p) => naming(own, categories[p], titles[p], ids[p]))
  const labels = chooseLabels(namings, before)
  return labels.map((label, p) => {
    const terms = sorted([...intents[p], ...categories[p], ...titles[p]])
    return { label, keywords: keywordsBeside(label, terms) }
  })
}

function keywordsBeside(label: string, terms: Standing[]): string[] {
  const said = new Set(foldedWords(label))
  const keywords: string[] = []
  for (const { term } of terms) {
    if (keywords.length === KEYWORDS) break
    const own = foldedWords(term)
    if (own.every((word) => said.has(word))) continue
    keywords.push(term.toLowerCase())
    for (const word of own) said.add(word)
  }
  return keywords
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
  for (const least of [COMMON, 0]) {
    const [names, shelves] = [intents, categories].map((all) =>
      all.filter(({ share }) => share >= least),
    )
    if (names.length > 0) return named(names, ', ', intents, id)
    if (shelves.length > 0) return named(shelves, ': ', titles, id)
  }
  if (titles.length > 0) return worded(titles, id)
  const only = `Group ${numberOf(id)}`
  return { z: 0, candidates: [only], fits: (label) => label === only }
}

/** Names, or the best name with what sets the group apart from its like. */
function named(names: Standing[], comma: string, others: Standing[], id: string): Naming {
  const [{ term, z }] = names
  const nearly = nearlyBest(names)
  const last = `${term} (${numberOf(id)})`
  const own = new Set(foldedWords(term))
  const apart = others.filter((other) => foldedWords(other.term).every((word) => !own.has(word)))
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
  const free = (label: string) => labels.every((other) => folded(other) !== folded(label))
  for (const [p, label] of before.entries())
    if (label !== undefined && free(label) && groups[p].fits(label)) labels[p] = label
  const open = [...groups.keys()].filter((p) => labels[p] === '')
  for (const p of open.sort((a, b) => groups[b].z - groups[a].z))
    labels[p] = groups[p].candidates.find(free) ?? groups[p].candidates.at(-1)!
  return labels
}

/** Every step of every path, once. */
function categoryNames(paths: string[] | null | undefined): string[] {
  return [...new Set((paths ?? []).flatMap((path) => path.split(' > ')))].filter(Boolean)
}

/** Words of a title, once; numbers and measures are no names. */
function titleWords(title: string | null | undefined): string[] {
  const all = title ? words(normalizeText(title)) : []
  return [...new Set(all)].filter((word) => /^\p{L}[\p{L}\p{M}]+$/u.test(word) && isName(word))
}

function isName(term: string): boolean {
  if (!/\p{Script=Latin}/u.test(term)) return true
  return words(normalizeText(term)).length > 0 && foldedWords(term).some((w) => !MEASURES.has(w))
}

/** The words of a name as they are compared: no case, no stop words, no English plural. */
export function foldedWords(name: string): string[] {
  const text = normalizeText(name)
  const own = words(text).map((word) =>
    word
      .replace(/(..)ies$/, '$1y')
      .replace(/(ch|sh|ss|x|zz)es$/, '$1')
      .replace(/([^su])s$/, '$1'),
  )
  // One sign of Chinese may be a name.
  return own.length > 0 ? own : [text]
}

function folded(name: string): string {
  return foldedWords(name).join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
