import type { Catalogue } from '@tacit-rec/pack'
import type { ClientPack } from './packs.ts'

type Column = (string | number | null)[]

/**
 * Returns a function that shows packs in a locale: where a catalogue has a column `title_de`, its
 * cells stand for those of `title`; `title_de-at` comes before it. What it lacks stays as it is.
 */
export function localizer(locale: string | null): (pack: ClientPack) => ClientPack {
  const known = new WeakMap<ClientPack, ClientPack>()
  const tags = tagsOf(locale)
  return (pack) => {
    if (tags.length === 0) return pack
    let shown = known.get(pack)
    if (!shown) {
      shown = { ...pack, catalogue: localized(pack.catalogue, tags) }
      known.set(pack, shown)
    }
    return shown
  }
}

/** The facts of one item in a locale. */
export function localizedFacts<T extends Record<string, unknown>>(facts: T, locale: string): T {
  const shown: Record<string, unknown> = { ...facts }
  for (const tag of tagsOf(locale).reverse())
    for (const [name, value] of Object.entries(facts)) {
      const base = baseOf(name, tag)
      if (base && base !== 'id') shown[base] = value
    }
  return shown as T
}

/** Whether any of a catalogue's columns stands for another in a locale. */
export function hasLocale(names: readonly string[], locale: string | null): boolean {
  return tagsOf(locale).some((tag) => names.some((name) => baseOf(name, tag) !== null))
}

/** `de-AT`, `de`: the most specific first. */
function tagsOf(locale: string | null): string[] {
  const parts = (locale ?? '').toLowerCase().split(/[-_]/).filter(Boolean)
  return parts.map((_, n) => parts.slice(0, parts.length - n).join('-'))
}

/** The column that a column of a locale stands for: `title` for `title_de`. */
function baseOf(name: string, tag: string): string | null {
  const at = name.length - tag.length - 1
  const isOf =
    at > 0 &&
    name
      .slice(at + 1)
      .toLowerCase()
      .replaceAll('_', '-') === tag
  return isOf && /[_-]/.test(name[at]) ? name.slice(0, at) : null
}

function localized(catalogue: Catalogue, tags: readonly string[]): Catalogue {
  const { ids, extra = {}, ...own } = catalogue
  const standard: Record<string, unknown> = { ...own }
  const more: Record<string, Column> = { ...extra }
  for (const tag of [...tags].reverse())
    for (const [name, cells] of Object.entries(extra)) {
      const base = baseOf(name, tag)
      if (!base || base === 'id') continue
      // Texts alone have languages: categories are paths that rules and lists name.
      const into = ['title', 'description', 'url', 'image'].includes(base) ? standard : more
      const before = (into[base] ?? []) as Column
      if (into === more && Object.hasOwn(own, base)) continue
      into[base] = ids.map((_, n) => cells[n] ?? before[n] ?? null)
    }
  return { ...standard, ids, ...(Object.keys(more).length > 0 && { extra: more }) }
}
