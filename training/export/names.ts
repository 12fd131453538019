import type { Catalogue } from '@tacit-rec/pack'
import { normalizeText, words } from '../intents/index.ts'
import { likeNames } from './like.ts'
import { isMeasure, titlePhrases } from './phrases.ts'
import { shelvesOf } from './shelves.ts'
import { type Standing, sorted, standings } from './standings.ts'

/** The name of a group of items. */
export interface GroupName {
  label: string
  keywords: string[]
}

/** What names groups of items. */
export interface Named {
  /** Item → group or −1, [N]. */
  group: Int32Array
  /** Own items of each group, most typical first. */
  typical: readonly (readonly number[])[]
  catalogue: Catalogue
  /** Intents that a person or a model gave, per item, [N]. */
  intents?: readonly (readonly string[] | null)[] | null
  /** Previous labels of the groups, undefined for new ones. */
  before?: readonly (string | undefined)[]
}

/** Max characters of a category with exemplars. */
const MAX_LABEL = 90
const MAX_KEYWORDS = 6
/** Max keywords that are there to cover the group. */
const MAX_COVER = 3
/** Min z of an alternative name, as a share of the best one's. */
const MIN_ALTERNATIVE = 0.6
/** Min shares of a group's items with a name; of each category of a pair, and of both together. */
const MIN_SHARE = { intent: 1 / 12, category: 0.7, half: 0.25, pair: 0.8, phrase: 0.6, detail: 0.4 }
/** Items of a group, nearest first, that must share a category: the ones that people see. */
const NEAREST = 20
/** A category of more of all items says nothing. */
const MAX_COMMON = 0.9
/** Factor for a given intent of one word: phrases say more. */
const SINGLE_WORD = 0.75
/** Min distinct items with a phrase. */
const MIN_THINGS = 3

/**
 * Names groups of items so that a shop could print them. In this order: the most typical intent
 * that was given, of at least one item in twelve; a category of half the items; a phrase of a third
 * ({@link titlePhrases}); a category with a phrase of a fifth; otherwise the exemplars, after the
 * category if there is one: "like Aladdin and Mulan" ({@link likeNames}). Typical is what the group
 * has more often than others ({@link standings}).
 *
 * On a clash of labels, ignoring plurals, the group with the largest z wins; others take their next
 * candidate of at least 0.6 of their best z, then the next kind of name. A group keeps its previous
 * label while that is one of its candidates. Every keyword adds a word to the label and the keywords
 * before it; those that come first are the categories that together cover the group.
 */
export function nameGroups({
  group,
  typical,
  catalogue,
  intents,
  before = [],
}: Named): GroupName[] {
  const count = typical.length
  const shelves = shelvesOf(catalogue.categories, group.length, folded)
  const isShelf = (path: string) => shelves.share.get(path)! <= MAX_COMMON
  const phrases = titlePhrases(catalogue.title ?? [])
  const given = standings(group, count, (i) => [...new Set(intents?.[i])].filter(isName)).map(
    (own) =>
      sorted(own.map((one) => (one.term.includes(' ') ? one : { ...one, z: one.z * SINGLE_WORD }))),
  )
  const categories = standings(group, count, (i) => shelves.of[i].filter(isShelf), 0)
  const said = standings(group, count, (i) => phrases.of[i] ?? []).map((own, p) =>
    own.filter(({ term }) => {
      const items = typical[p].filter((item) => phrases.of[item].includes(term))
      return new Set(items.map((item) => phrases.thing[item])).size >= MIN_THINGS
    }),
  )
  const printed = (own: Standing[], of: Map<string, string>) =>
    own.map((standing) => ({ ...standing, paths: [standing.term], term: of.get(standing.term)! }))
  const groups = typical.map((own, p) => {
    const near = own.slice(0, NEAREST)
    const shelf = deepestFirst(printed(categories[p], shelves.printed)).map((one) => ({
      ...one,
      share: shareOf(one.paths, near, shelves.of),
    }))
    const phrase = printed(said[p], phrases.printed)
    const like = (paths?: string[]) => {
      const of = (item: number) => !paths || paths.some((path) => shelves.of[item].includes(path))
      return likeNames(own.filter(of).slice(0, NEAREST), catalogue.ids, catalogue.title)
    }
    const common = atLeast(shelf, MIN_SHARE.category)
    const wide = common.length > 0 ? common : bothShelves(shelf, near, shelves.of)
    const terms = [...given[p], ...shelf, ...phrase]
    const cover = coveringShelves(shelf, near, shelves.of)
    return { ...naming(given[p], wide, phrase, like), cover, terms }
  })
  const titles = standings(group, count, (item) => titleWords(catalogue.title?.[item]))
  const labels = chooseLabels(groups, before)
  return labels.map((label, p) => {
    const { cover, terms } = groups[p]
    const rest = terms.length < MAX_KEYWORDS ? titles[p] : []
    return { label, keywords: keywordsBeside(label, [...cover, ...sorted([...terms, ...rest])]) }
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

/** A category or phrase: `term` as people read it. */
interface Printed extends Standing {
  /** Of a category; two, of a pair. */
  paths: string[]
}

/** The possible names of a group. */
interface Naming {
  /** Of the best name; 0 if only exemplars name the group. */
  z: number
  /** Best first. Endless in practice: ids tell exemplars apart. */
  candidates(): Generator<string>
}

function naming(
  intents: Standing[],
  common: Printed[],
  phrases: Printed[],
  like: (paths?: string[]) => Generator<string>,
): Naming {
  const names = [atLeast(intents, MIN_SHARE.intent), common, atLeast(phrases, MIN_SHARE.phrase)]
  const details = atLeast(phrases, MIN_SHARE.detail)
  return {
    z: names.find((own) => own.length > 0)?.[0].z ?? 0,
    *candidates() {
      for (const own of names) yield* alternatives(own)
      for (const { term, paths } of common) {
        const said = new Set(foldedWords(term))
        for (const detail of details)
          if (foldedWords(detail.term).every((word) => !said.has(word)))
            yield `${term}, ${detail.term}`
        for (const exemplars of like(paths))
          if (term.length + exemplars.length < MAX_LABEL) yield `${term} ${exemplars}`
      }
      yield* like()
    },
  }
}

function atLeast<T extends Standing>(own: readonly T[], min: number): T[] {
  return own.filter(({ share }) => share >= min)
}

/** Of `items` that have one of `paths`. */
function shareOf(
  paths: readonly string[],
  items: readonly number[],
  of: readonly (readonly string[])[],
): number {
  return items.filter((item) => paths.some((path) => of[item].includes(path))).length / items.length
}

/** Of categories of the same items the most specific one, which has the longest path, is first. */
function deepestFirst(shelves: Printed[]): Printed[] {
  return shelves.toSorted((a, b) => b.z - a.z || b.paths[0].length - a.paths[0].length)
}

/** Categories that together cover the items, the largest first; max 3. */
function coveringShelves(
  shelves: readonly Printed[],
  items: readonly number[],
  of: readonly (readonly string[])[],
): Printed[] {
  const cover: Printed[] = []
  let open = items
  while (cover.length < MAX_COVER && open.length > 0) {
    let [best, most] = [undefined as Printed | undefined, 1]
    for (const shelf of shelves) {
      const found = shareOf(shelf.paths, open, of) * open.length
      if (found > most) [best, most] = [shelf, found]
    }
    if (!best) break
    cover.push(best)
    const [path] = best.paths
    open = open.filter((item) => !of[item].includes(path))
  }
  return cover
}

/** The two most typical categories that most items have one of: "Hair Care and Skin Care". */
function bothShelves(
  shelves: readonly Printed[],
  items: readonly number[],
  of: readonly (readonly string[])[],
): Printed[] {
  const wide = atLeast(shelves, MIN_SHARE.half)
  let best: Printed[] = []
  for (const [n, a] of wide.entries())
    for (const b of wide.slice(n + 1)) {
      const paths = [...a.paths, ...b.paths]
      const share = shareOf(paths, items, of)
      const z = Math.min(a.z, b.z)
      if (share < MIN_SHARE.pair || z <= (best[0]?.z ?? 0)) continue
      best = [{ term: `${a.term} and ${b.term}`, paths, z, share }]
    }
  return best
}

/** The names whose z is at least 0.6 of the best one's. */
function alternatives(names: Standing[]): string[] {
  return names.filter(({ z }) => z >= MIN_ALTERNATIVE * names[0].z).map(({ term }) => term)
}

/** Distinct labels: previous ones that fit, then in order of z. */
function chooseLabels(groups: Naming[], before: readonly (string | undefined)[]): string[] {
  const labels: string[] = Array.from(groups, () => '')
  const taken = new Set<string>()
  const take = (p: number, label: string) => {
    labels[p] = label
    taken.add(folded(label))
  }
  for (const [p, label] of before.entries())
    if (label !== undefined && !taken.has(folded(label)) && fits(groups[p], label)) take(p, label)
  const open = [...groups.keys()].filter((p) => labels[p] === '')
  for (const p of open.sort((a, b) => groups[b].z - groups[a].z)) {
    // Ids may differ in what folding drops: "SKU-1" and "SKU-2".
    const label =
      firstOf(groups[p], (candidate) => !taken.has(folded(candidate))) ??
      firstOf(groups[p], (candidate) => !labels.includes(candidate))
    if (label !== undefined) take(p, label)
  }
  return labels
}

function fits(group: Naming, label: string): boolean {
  return firstOf(group, (candidate) => candidate === label) !== undefined
}

function firstOf(group: Naming, accepts: (label: string) => boolean): string | undefined {
  for (const candidate of group.candidates()) if (accepts(candidate)) return candidate
  return undefined
}

/** Distinct words of a title, without numbers and measures. */
function titleWords(title: string | null | undefined): string[] {
  const all = title ? words(normalizeText(title)) : []
  return [...new Set(all)].filter((word) => /^\p{L}[\p{L}\p{M}]+$/u.test(word) && !isMeasure(word))
}

/** Whether an intent says more than a measure. */
function isName(intent: string): boolean {
  return foldedWords(intent).some((word) => !isMeasure(word))
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
