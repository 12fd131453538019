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
 * name a group; without text it is `Group 7`.
 *
 * @param group item → group or −1, [N]
 * @param groups how many there are
 * @param phrases key phrases per item, [N], where there are any
 */
export function nameGroups(
  group: Int32Array,
  groups: number,
  catalogue: Catalogue,
  phrases?: readonly (readonly string[] | null)[] | null,
): GroupName[] {
  const of = (terms: (item: number) => string[]) => standings(group, groups, terms)
  const intents = of((item) => [...new Set(phrases?.[item] ?? [])])
  const categories = of((item) => categoryNames(catalogue.categories?.[item]))
  const titles = of((item) => titleWords(catalogue.title?.[item]))
  const labels = chooseLabels(intents.map((own, p) => naming(own, categories[p], titles[p])))
  return labels.map((label, p) => {
    const terms = [...intents[p], ...categories[p], ...titles[p]].sort((a, b) => b.z - a.z)
    const keywords = new Set(terms.map(({ term }) => term.toLowerCase()))
    keywords.delete(label.toLowerCase())
    return { label, keywords: [...keywords].slice(0, KEYWORDS) }
  })
}

/** What a group may be called: its names, best first, and what sets it apart from its like. */
interface Naming {
  names: Standing[]
  apart: string[]
}

function naming(intents: Standing[], categories: Standing[], titles: Standing[]): Naming {
  if (intents.length > 0)
    return { names: intents, apart: intents.slice(1).map(({ term }) => `, ${term}`) }
  const words = titles.map(({ term }) => term)
  if (categories.length > 0) {
    const apart = words.filter((word) => !mentions(categories[0].term, word))
    return { names: categories, apart: apart.map((word) => `: ${word}`) }
  }
  const both = { term: capital(words.slice(0, 2).join(' ')), z: titles[0]?.z ?? 0 }
  return { names: both.term ? [both] : [], apart: words.slice(2).map((word) => ` ${word}`) }
}

/** One label per group, all different; the group with the surest name chooses first. */
function chooseLabels(groups: Naming[]): string[] {
  const labels: string[] = Array.from(groups, () => '')
  const z = (p: number) => groups[p].names[0]?.z ?? 0
  for (const p of [...groups.keys()].sort((a, b) => z(b) - z(a)))
    labels[p] = candidates(groups[p], p).find((label) => !labels.includes(label))!
  return labels
}

/** Best first; the last one is nobody else's. */
function candidates({ names, apart }: Naming, p: number): string[] {
  if (names.length === 0) return [`Group ${p + 1}`]
  const [{ term, z }] = names
  const nearly = names.filter((name) => name.z >= NEARLY * z)
  return [
    ...nearly.map((name) => name.term),
    ...apart.map((more) => term + more),
    `${term} (${p + 1})`,
  ]
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
