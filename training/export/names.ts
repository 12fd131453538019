import type { Catalogue } from '@tacit-rec/pack'
import { normalizeText, words } from '../intents/index.ts'
import { type Standing, sorted, standings } from './standings.ts'

/** The name of a group of items. */
export interface GroupName {
  label: string
  keywords: string[]
}

const MAX_KEYWORDS = 6
/** Min z of an alternative name, as a share of the best one's. */
const MIN_ALTERNATIVE = 0.6
/** Preferred min share of a group's items with its name. */
const MIN_COMMON = 1 / 12
/** Factor for a single word that is not a category: phrases say more. */
const SINGLE_WORD = 0.75
/** Words that measure a thing instead of naming it. */
const MEASURES = new Set(
  `oz ounce fl fluid ml cl liter litre gal gallon gr gram kg lb lbs mg mm cm inch ft foot feet
  pack pk count ct pc pcs piece qty size`.match(/\S+/g),
)

/**
 * Names groups of items by their typical terms ({@link standings}): intents, category names and
 * title words. The label is the best intent of at least one item in twelve, otherwise the best
 * category of as many, otherwise any intent or category. Without intents and categories the best
 * title words name a group; without text it is `Group 7`.
 *
 * On a clash of labels, ignoring plurals, the group with the largest z wins; others take their next
 * candidate if its z is at least 0.6 of their best, otherwise a qualified name. A group keeps its
 * previous label while the label's terms still meet that threshold. Every keyword adds a word to
 * the label and the keywords before it.
 *
 * @param group item → group or −1, [N]
 * @param ids distinct ids of the groups
 * @param phrases intents per item, [N]
 * @param before previous labels of the groups, undefined for new ones
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
        return whole ? standing : { ...standing, z: SINGLE_WORD * z }
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
  const used = new Set(foldedWords(label))
  const keywords: string[] = []
  for (const { term } of terms) {
    if (keywords.length === MAX_KEYWORDS) break
    const own = foldedWords(term)
    if (own.every((word) => used.has(word))) continue
    keywords.push(term.toLowerCase())
    for (const word of own) used.add(word)
  }
  return keywords
}

/** The possible names of a group. */
interface Naming {
  /** Of the best name. */
  z: number
  /** Best first; the last one is unique. */
  candidates: string[]
  /** Whether a previous label still describes the group. */
  fits(label: string): boolean
}

function naming(
  intents: Standing[],
  categories: Standing[],
  titles: Standing[],
  id: string,
): Naming {
  for (const minShare of [MIN_COMMON, 0]) {
    const [names, shelves] = [intents, categories].map((all) =>
      all.filter(({ share }) => share >= minShare),
    )
    if (names.length > 0) return named(names, ', ', intents, id)
    if (shelves.length > 0) return named(shelves, ': ', titles, id)
  }
  if (titles.length > 0) return worded(titles, id)
  const only = `Group ${numberOf(id)}`
  return { z: 0, candidates: [only], fits: (label) => label === only }
}

/** The best names; then the best one, qualified by other terms. */
function named(names: Standing[], separator: string, others: Standing[], id: string): Naming {
  const [{ term, z }] = names
  const best = alternatives(names)
  const last = `${term} (${numberOf(id)})`
  const own = new Set(foldedWords(term))
  const distinct = others.filter((other) => foldedWords(other.term).every((word) => !own.has(word)))
  const qualifiers = distinct.map((other) => separator + other.term)
  return {
    z,
    candidates: [...best, ...qualifiers.map((qualifier) => term + qualifier), last],
    fits: (label) =>
      label === last ||
      best.some(
        (name) => label === name || qualifiers.some((qualifier) => label === name + qualifier),
      ),
  }
}

/** The best two words; then with a third word. */
function worded(titles: Standing[], id: string): Naming {
  const [first, second = '', ...rest] = titles.map(({ term }) => term)
  const best = capital(`${first} ${second}`.trim())
  const last = `${best} (${numberOf(id)})`
  const typical = new Set(alternatives(titles))
  return {
    z: titles[0].z,
    candidates: [best, ...rest.map((word) => `${best} ${word}`), last],
    fits: (label) =>
      label === last || words(label.toLowerCase()).every((word) => typical.has(word)),
  }
}

/** The names whose z is at least 0.6 of the best one's. */
function alternatives(names: Standing[]): string[] {
  return names.filter(({ z }) => z >= MIN_ALTERNATIVE * names[0].z).map(({ term }) => term)
}

/** As people count: `p6` is the seventh. */
function numberOf(id: string): string {
  const counted = /^p(\d+)$/.exec(id)
  return counted ? `${Number(counted[1]) + 1}` : id
}

/** Distinct labels: previous ones that fit, then in order of z. */
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

/** Every distinct part of the paths. */
function categoryNames(paths: string[] | null | undefined): string[] {
  return [...new Set((paths ?? []).flatMap((path) => path.split(' > ')))].filter(Boolean)
}

/** Distinct words of a title, without numbers and measures. */
function titleWords(title: string | null | undefined): string[] {
  const all = title ? words(normalizeText(title)) : []
  return [...new Set(all)].filter((word) => /^\p{L}[\p{L}\p{M}]+$/u.test(word) && isName(word))
}

function isName(term: string): boolean {
  if (!/\p{Script=Latin}/u.test(term)) return true
  return words(normalizeText(term)).length > 0 && foldedWords(term).some((w) => !MEASURES.has(w))
}

/** The words of a name for comparison: without case, stop words and English plurals. */
export function foldedWords(name: string): string[] {
  const text = normalizeText(name)
  const own = words(text).map((word) =>
    word
      .replace(/(..)ies$/, '$1y')
      .replace(/(ch|sh|ss|x|zz)es$/, '$1')
      .replace(/([^su])s$/, '$1'),
  )
  // A single Chinese character may be a name.
  return own.length > 0 ? own : [text]
}

function folded(name: string): string {
  return foldedWords(name).join(' ')
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
