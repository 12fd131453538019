/**
 * How well the names of a pack's prototypes fit their nearest items, for the 50 prototypes that most
 * items are nearest to.
 *
 *   node bench/labels.ts [--pack DIR] [--data ../shared/data/beauty] [--threads N]
 *
 * Without `--pack`, it trains one with `--preset quick` into `.tacit/labels`. An item fits a name if
 * the name's words, without stop words and plurals, stand side by side in one of the item's category
 * names (every step of every path) or category paths. "Makeup and Hair Care" fits the items of either;
 * of "Makeup like Aladdin", the category must fit; "like Aladdin and Mulan" alone fits nothing; of
 * "Makeup, Dead Lake", the category must fit and the title must contain the rest. Each prototype is
 * tested with its ten exemplars. The table shows how many prototypes have at least 8 items that fit,
 * and a control: the same items with the names of another prototype.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { itemPrototypes } from '../engine/index.ts'
import type { Prototype } from '../pack/index.ts'
import { intentsOfItems } from '../training/data/index.ts'
import { foldedWords, readPack } from '../training/export/index.ts'
import { tacit } from './tacit.ts'
import { printTable } from './trials.ts'

const { values } = parseArgs({
  options: {
    pack: { type: 'string' },
    data: { type: 'string', default: '../shared/data/beauty' },
    threads: { type: 'string' },
  },
})
const MAX = 50
const ENOUGH = 8

const folder = values.pack ?? resolve('.tacit/labels')
if (!values.pack && !existsSync(join(folder, 'manifest.json')))
  await tacit([
    ...['train', values.data, '--preset', 'quick', '--out', folder],
    ...(values.threads ? ['--threads', values.threads] : []),
  ])
const pack = await readPack(folder)
const { catalogue, prototypes } = pack

const spaced = (name: string) => ` ${foldedWords(name).join(' ')} `
/** Category names and paths of an item as folded words, separated so that no match spans two. */
const shelves = catalogue.ids.map((_, i) =>
  (catalogue.categories?.[i] ?? [])
    .flatMap((path) => [...path.split(' > '), path.replaceAll(' > ', ' ')])
    .map(spaced)
    .join('|'),
)
const given = intentsOfItems(catalogue)
const titles = catalogue.ids.map((_, i) =>
  [catalogue.title?.[i] ?? '', ...(given?.[i] ?? [])].map(spaced).join('|'),
)

function fits(item: number, name: string): boolean {
  const [head] = name.split(/(?:^| )like /)
  if (head === '') return false
  const is = (part: string) => shelves[item].includes(spaced(part))
  if (is(head)) return true
  const both = head.split(' and ')
  if (both.length === 2 && both.some(is)) return true
  for (let at = head.indexOf(', '); at > 0; at = head.indexOf(', ', at + 1))
    if (is(head.slice(0, at)) && titles[item].includes(spaced(head.slice(at + 2)))) return true
  return false
}

/** Counts the items that fit one of the names. */
function fitting(names: readonly string[], items: readonly number[], said: boolean) {
  return items.filter((item) =>
    names.some((name) => fits(item, name) || (said && titles[item].includes(spaced(name)))),
  ).length
}

const size = new Int32Array(prototypes.length)
for (const item of catalogue.ids.keys())
  for (const { prototype } of itemPrototypes(pack, item, 1)) size[prototype]++
const asked = [...prototypes.keys()].sort((a, b) => size[b] - size[a] || a - b).slice(0, MAX)

/** Columns: which names are compared, and whether titles and given intents count, too. */
const COUNTS = [
  ['label, categories', ({ label }: Prototype) => [label], false],
  ['label or keywords, categories', allNames, false],
  ['label, or titles', ({ label }: Prototype) => [label], true],
  ['label or keywords, or titles', allNames, true],
] as const
function allNames({ label, keywords }: Prototype): string[] {
  return [label, ...keywords]
}

const counted = (of: (at: number) => Prototype) =>
  asked.map((p, at) =>
    COUNTS.map(([, names, said]) => fitting(names(of(at)), prototypes[p].exemplars, said)),
  )
const own = counted((at) => prototypes[asked[at]])
const control = counted((at) => prototypes[asked[(at + 1) % asked.length]])
const share = (all: number[][], count: number) =>
  `${all.filter((row) => row[count] >= ENOUGH).length} of ${all.length}`
const columns = COUNTS.map(([title]) => title)
printTable(
  ['', ...columns],
  [
    [`at least ${ENOUGH} of 10 fit`, ...columns.map((_, n) => share(own, n))],
    ['control', ...columns.map((_, n) => share(control, n))],
  ],
)
console.log('')
printTable(
  ['label', 'keywords', ...columns],
  asked.map((p, at) => {
    const { label, keywords } = prototypes[p]
    return [label, keywords.join(', '), ...own[at].map(String)]
  }),
)
