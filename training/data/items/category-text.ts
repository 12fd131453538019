/** How the texts of a column write lists and paths. */
export interface Style {
  /** Between categories; null: a cell is one category. */
  list: RegExp | null
  /** Between the names of a path, from the root. */
  path: RegExp
  /** Names with a comma, such as `Home, Garden & Tools`. */
  names: ReadonlySet<string>
}

/** Arrows and the like; a cell that has one of them is a path. */
const ARROWS = /\s*(?:>+|»|›|→|(?<=\s)[-=]>(?=\s)|::+)\s*/

const BAR = /\s*\|+\s*/
const SEMICOLON = /\s*;\s*/
const LINES = /\s*\n\s*/
const COMMA = /(?<!\\)\s*,\s*/
const NEVER = /(?!)/

/** What stands between the last two things that a name lists. */
const AND = /(?:^|\s)(?:&|\+|and|und|et|y|e|og|och|en|i|и)\s/iu

/**
 * Decides from all texts of a column how they write lists and paths. A comma separates categories
 * unless the column has another separator, or the comma is within a name.
 */
export function styleOf(texts: readonly string[]): Style {
  const distinct = [...new Set(texts)]
  const arrows = distinct.some((text) => ARROWS.test(text))
  const list = otherThanComma(distinct)
  const split = (text: string) => (list ? text.split(list) : text.split(COMMA))
  const path = arrows ? ARROWS : slashPath(distinct.flatMap(split))
  if (list) return { list, path, names: new Set() }
  if (!distinct.some((text) => COMMA.test(text))) return { list: null, path, names: new Set() }
  return { list: COMMA, path, names: namesWithCommas(distinct, path) }
}

/** A bar separates categories wherever it occurs; other marks may be a slip in a few cells. */
function otherThanComma(texts: string[]): RegExp | undefined {
  const count = (mark: RegExp) => texts.filter((text) => mark.test(text)).length
  if (count(BAR) > 0) return BAR
  const enough = Math.max(1, count(COMMA) / 50)
  return [SEMICOLON, LINES].find((mark) => count(mark) >= enough)
}

/** The categories of one text, each as its names from the root. */
export function splitCategories(text: string, { list, path, names }: Style): string[][] {
  let rest = text
  const kept: string[] = []
  for (const name of names) {
    if (!rest.includes(name)) continue
    // A character that no name has stands for the names that hold separators.
    rest = rest.replaceAll(name, `\ue000${kept.length}\ue000`)
    kept.push(name)
  }
  const restored = (name: string) =>
    name.replace(/\ue000(\d+)\ue000/g, (_, at) => kept[Number(at)]).replace(/\\([,>/|;])/g, '$1')
  return (list ? rest.split(list) : [rest]).map((category) =>
    category
      .split(path)
      .map((name) => restored(name).trim())
      .filter((name) => name !== ''),
  )
}

/**
 * Whether `/` (or `\`, or `.` between words without blanks) separates the names of a path, as in
 * `Men/Shoes`, or is within a name, as in `Food/Drink`: the roots of paths come back with other
 * children.
 */
function slashPath(categories: string[]): RegExp {
  const distinct = [...new Set(categories.map((text) => text.trim()).filter(Boolean))]
  const marks: [RegExp, RegExp][] = [
    [/\s*(?<![:\\])\/+\s*/, /[^/:]\/[^/]/],
    [/\s*\\+\s*/, /[^\\]\\[^\\,;|]/],
    [/\s*:\s*/, /[^:\s]:\S/],
  ]
  for (const [mark, has] of marks) {
    const paths = distinct.filter((text) => has.test(text) && !/^(?:https?:|N\/A$)/i.test(text))
    if (paths.length > 0 && arePaths(paths, distinct, mark)) return mark
  }
  // As in the data of shops that have one code per category: electronics.audio.headphone
  const codes = distinct.filter((text) => /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+$/.test(text))
  return codes.length * 2 > distinct.length && arePaths(codes, distinct, /\./) ? /\./ : NEVER
}

function arePaths(paths: string[], all: string[], mark: RegExp): boolean {
  const children = new Map<string, Set<string>>()
  for (const text of paths) {
    const [root, ...rest] = text.replace(/^[\\/]+/, '').split(mark)
    children.set(root, (children.get(root) ?? new Set()).add(rest.join('/')))
  }
  const alone = new Set(all)
  const certain = paths.filter((text) => {
    const names = text.split(mark).filter(Boolean)
    if (/^[\\/]/.test(text) || names.length > 2) return true
    return (children.get(names[0])?.size ?? 0) > 1 || alone.has(names[0])
  })
  return certain.length * 2 > paths.length
}

/**
 * Names that hold a comma: what stands left and right of it always stands together, and the right
 * side joins two things (`Garden & Tools`) or begins a path.
 */
function namesWithCommas(texts: string[], path: RegExp): Set<string> {
  const after = new Map<string, Set<string>>()
  const before = new Map<string, Set<string>>()
  const note = (map: Map<string, Set<string>>, key: string, other: string) =>
    map.set(key, (map.get(key) ?? new Set()).add(other))
  const seen = new Map<string, { left: string; right: string; begins: boolean; texts: number }>()
  for (const text of texts) {
    const parts = text.split(COMMA)
    const ends = parts.map((part) => part.split(path))
    for (const [at, names] of ends.entries()) {
      const [first, last] = [names[0].trim(), (names.at(-1) as string).trim()]
      note(after, last, at + 1 < ends.length ? ends[at + 1][0].trim() : '')
      note(before, first, at > 0 ? (ends[at - 1].at(-1) as string).trim() : '')
      if (at + 1 === ends.length) continue
      const right = ends[at + 1][0].trim()
      const name = `${last}, ${right}`
      if (!text.includes(name)) continue
      const pair = seen.get(name) ?? { left: last, right, begins: false, texts: 0 }
      pair.texts++
      pair.begins ||= names.length === 1 && ends[at + 1].length > 1
      seen.set(name, pair)
    }
  }
  const glued = [...seen].filter(
    ([, { left, right, begins, texts: n }]) =>
      after.get(left)?.size === 1 &&
      before.get(right)?.size === 1 &&
      (AND.test(right) || (begins && n > 1)),
  )
  return new Set(glued.map(([name]) => name).sort((a, b) => b.length - a.length))
}
