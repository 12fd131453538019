/**
 * How well the names of a pack's prototypes fit their nearest items, for the 50 prototypes that most
 * items are nearest to.
 *
 *   node bench/labels.ts [--pack DIR] [--data ../shared/data/beauty] [--threads N]
 *
 * Without `--pack`, it trains one with `--preset quick` into `.tacit/labels`. An item fits a name if
 * the name's words, without stop words and plurals, stand side by side in one of the item's category
 * names (every step of every path); in the last columns, in one of its intents, too. Each prototype
 * is tested with its ten exemplars. The table shows how many prototypes have at least 8 items that
 * fit, and a control: the same items with the names of another prototype.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { itemPrototypes } from '../engine/index.ts'
import type { Prototype } from '../pack/index.ts'
import { intentsOfItems } from '../training/data/index.ts'
import { foldedWords, readPack } from '../training/export/index.ts'
import { lexicalIntents } from '../training/intents/index.ts'
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

/** Names of an item as folded words, separated so that no match spans two names. */
const runs = (names: readonly string[]) =>
  ` ${names.map((name) => foldedWords(name).join(' ')).join(' | ')} `
const given = intentsOfItems(catalogue)
const shelves = catalogue.ids.map((_, i) => {
  return runs((catalogue.categories?.[i] ?? []).flatMap((path) => path.split(' > ')))
})
const both = lexicalIntents(catalogue).map(({ named }, i) => shelves[i] + runs(given?.[i] ?? named))

/** Counts the items that fit one of the names. */
function fitting(names: readonly string[], items: readonly number[], texts: readonly string[]) {
  const wanted = names.map((name) => ` ${foldedWords(name).join(' ')} `)
  return items.filter((i) => wanted.some((name) => texts[i].includes(name))).length
}

const size = new Int32Array(prototypes.length)
for (const item of catalogue.ids.keys())
  for (const { prototype } of itemPrototypes(pack, item, 1)) size[prototype]++
const asked = [...prototypes.keys()].sort((a, b) => size[b] - size[a] || a - b).slice(0, MAX)

/** Columns: which names are compared, and with which texts of the items. */
const COUNTS = [
  ['label, categories', ({ label }: Prototype) => [label], shelves],
  ['label or keywords, categories', allNames, shelves],
  ['label, or intents', ({ label }: Prototype) => [label], both],
  ['label or keywords, or intents', allNames, both],
] as const
function allNames({ label, keywords }: Prototype): string[] {
  return [label, ...keywords]
}

const fits = (of: (at: number) => Prototype) =>
  asked.map((p, at) =>
    COUNTS.map(([, names, texts]) => fitting(names(of(at)), prototypes[p].exemplars, texts)),
  )
const own = fits((at) => prototypes[asked[at]])
const control = fits((at) => prototypes[asked[(at + 1) % asked.length]])
const share = (all: number[][], count: number) =>
  `${all.filter((row) => row[count] >= ENOUGH).length} of ${all.length}`
const titles = COUNTS.map(([title]) => title)
printTable(
  ['', ...titles],
  [
    [`at least ${ENOUGH} of 10 fit`, ...titles.map((_, n) => share(own, n))],
    ['control', ...titles.map((_, n) => share(control, n))],
  ],
)
console.log('')
printTable(
  ['label', 'keywords', ...titles],
  asked.map((p, at) => {
    const { label, keywords } = prototypes[p]
    return [label, keywords.join(', '), ...own[at].map(String)]
  }),
)
