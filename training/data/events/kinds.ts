import type { DuckDBConnection } from '@duckdb/node-api'
import { KINDS, kindNamed, TacitError, type WeightedKind } from '@tacit-rec/pack'
import { rowsOf } from '../duckdb.ts'
import type { KindNote, ReportDraft } from '../report.ts'
import { blankSql, trimmedSql } from './ids.ts'

/** More kinds than this are likely the wrong column. */
const MAX_KINDS = 64
/** What a manifest can hold. */
const MAX_WEIGHT = 1e6
const MAX_NAME = 100

/** The kinds of a dataset, and what the cells of the data mean. */
export interface EventKinds {
  kinds: WeightedKind[]
  /** How each is written in the data, the most frequent first. */
  written: string[][]
  /** Names that mean none, and the rows with each. */
  unknown: Map<string, number>
  /** Whether the user gave the kind a weight. */
  weighed: boolean[]
}

/**
 * Checks the weights of `--kinds` before anything is read.
 *
 * @throws TacitError `data/kinds`
 */
export function checkWeights(weights: Record<string, number>): void {
  for (const [name, weight] of Object.entries(weights)) {
    const flag = `--kinds ${name}=${weight}`
    if (!(Math.abs(weight) <= MAX_WEIGHT))
      throw new TacitError('data/kinds', `${flag}: use a weight from 0 to ${MAX_WEIGHT}`)
    if (name.trim() === '' || name.length > MAX_NAME)
      throw new TacitError('data/kinds', `${flag}: use a name of 1 to ${MAX_NAME} characters`)
  }
}

/**
 * Reads the kinds of the table `raw` into the table `kind_cells(raw, n)`; n is −1 for a kind that is
 * left out, because its name means nothing and `weights` does not have it.
 *
 * Without a column of kinds every event is a `view`, also where it has a rating: other names would
 * give the same rows another hash.
 *
 * @param weights by name or alias
 * @throws TacitError `data/kinds` for too many kinds, for none that is known, and for two weights of one
 */
export async function readKinds(
  db: DuckDBConnection,
  hasKind: boolean,
  weights: Record<string, number>,
  report: ReportDraft,
): Promise<EventKinds> {
  const cells = hasKind ? await cellsOf(db) : []
  const given = new Map(
    Object.entries(weights).map(([name, weight]) => [plain(name), { name, weight }]),
  )
  const custom = new Set<string>()
  const unknown = new Map<string, number>()
  const nameOf = (text: string) => kindNamed(text)?.name ?? plain(text)
  for (const { text, rows } of cells) {
    if (text === '' || kindNamed(text)) continue
    if (given.has(plain(text))) custom.add(plain(text))
    else unknown.set(text, (unknown.get(text) ?? 0) + rows)
  }
  for (const { name } of given.values()) if (!kindNamed(name)) custom.add(plain(name))
  const kinds = [
    ...KINDS.map(({ name, weight }) => ({ name, weight })),
    ...[...custom].sort().map((name) => ({ name, weight: 1 })),
  ]
  const weighed = kinds.map(() => false)
  for (const { name, weight } of given.values()) {
    const at = kinds.findIndex((kind) => kind.name === nameOf(name))
    if (weighed[at] && kinds[at].weight !== weight) {
      throw new TacitError(
        'data/kinds',
        `--kinds ${name}=${weight}: another weight was given to "${kinds[at].name}", and both names ` +
          'mean the same: give one weight',
      )
    }
    kinds[at].weight = Math.max(0, weight)
    weighed[at] = true
  }
  const written: string[][] = kinds.map(() => [])
  const place = cells.map(({ text }) => {
    if (unknown.has(text)) return -1
    const at = text === '' ? 0 : kinds.findIndex(({ name }) => name === nameOf(text))
    if (text !== '' && !written[at].includes(text)) written[at].push(text)
    return at
  })
  if (cells.length > 0 && place.every((at) => at < 0)) throw allUnknown(unknown)
  await storeCells(db, cells, place)
  noteKinds(cells, given, kinds, hasKind, unknown, report)
  return { kinds, written, unknown, weighed }
}

interface KindCell {
  raw: string[]
  text: string
  rows: number
}

/** The kinds as written, without blanks around them; '' for blank cells. The most frequent first. */
async function cellsOf(db: DuckDBConnection): Promise<KindCell[]> {
  const rows = await rowsOf(
    db,
    `SELECT raw, CASE WHEN ${blankSql('raw')} THEN '' ELSE ${trimmedSql('raw')} END AS text, n FROM
      (SELECT kind AS raw, count(*) AS n FROM raw WHERE kind IS NOT NULL GROUP BY kind
        ORDER BY n DESC, kind LIMIT 10000)`,
  )
  const cells = new Map<string, KindCell>()
  for (const { raw, text, n } of rows) {
    const cell = cells.get(String(text)) ?? { raw: [], text: String(text), rows: 0 }
    cell.raw.push(String(raw))
    cell.rows += Number(n)
    cells.set(cell.text, cell)
  }
  if (cells.size > MAX_KINDS + 1) {
    throw new TacitError(
      'data/kinds',
      `column "kind" has more than ${MAX_KINDS} distinct values, such as "${rows[0].text}": ` +
        'name the column with values such as view, cart or purchase with --map kind=COLUMN',
    )
  }
  return [...cells.values()]
}

async function storeCells(db: DuckDBConnection, cells: KindCell[], place: number[]): Promise<void> {
  await db.run('CREATE TABLE kind_cells (raw VARCHAR, n TINYINT)')
  const appender = await db.createAppender('kind_cells')
  for (const [at, { raw }] of cells.entries()) {
    for (const text of raw) {
      appender.appendVarchar(text)
      appender.appendTinyInt(place[at])
      appender.endRow()
    }
  }
  appender.closeSync()
}

function allUnknown(unknown: ReadonlyMap<string, number>): TacitError {
  const names = [...unknown.keys()].slice(0, 5)
  return new TacitError(
    'data/kinds',
    `no kind of event is known: ${names.map((name) => `"${name}"`).join(', ')}: give each that counts ` +
      `a weight, such as --kinds ${flagValue(names[0])}=1, or name another column with --map kind=COLUMN`,
  )
}

function noteKinds(
  cells: readonly KindCell[],
  given: ReadonlyMap<string, { name: string; weight: number }>,
  kinds: readonly WeightedKind[],
  hasKind: boolean,
  unknown: ReadonlyMap<string, number>,
  report: ReportDraft,
): void {
  const meant = (text: string) => kindNamed(text)?.name ?? plain(text)
  const found = new Set(cells.map(({ text }) => (text === '' ? 'view' : meant(text))))
  for (const { name, weight } of given.values()) {
    if (!hasKind) {
      if (meant(name) === 'view') continue
      report.notes.push(
        `--kinds ${name}=${weight}: no column holds kinds of events, so every event is a view: name the ` +
          'column with --map kind=COLUMN.',
      )
    } else if (!found.has(meant(name))) {
      const near = nearest(name, [...cells.map(({ text }) => text), ...kinds.map((k) => k.name)])
      const hint = near === null ? '' : `; "${near}" is near`
      const names = cells.map(({ text }) => text || 'blank').join(', ')
      report.notes.push(
        `--kinds ${name}=${weight}: no event has this kind (found: ${names})${hint}.`,
      )
    }
  }
  for (const [name, rows] of unknown) {
    report.notes.push(
      `${rows} events of the kind "${name}" are left out, since its name means nothing here: pass ` +
        `--kinds ${flagValue(name)}=1 to count them.`,
    )
  }
}

function flagValue(name: string): string {
  return /^[\w.:-]+$/.test(name) ? name : `'${name}'`
}

/** The kinds that occur, the most frequent first. */
export function kindNotes(
  kind: Uint8Array,
  { kinds, written }: Pick<EventKinds, 'kinds' | 'written'>,
): KindNote[] {
  const events = new Int32Array(kinds.length)
  for (const each of kind) events[each]++
  return kinds
    .map(({ name, weight }, n) => ({
      name,
      written: written[n].filter((text) => text !== name),
      events: events[n],
      weight,
    }))
    .filter((note) => note.events > 0)
    .sort((a, b) => b.events - a.events)
}

function plain(name: string): string {
  return name.trim()
}

/** The name that differs in at most a third of its characters; null if none does. */
function nearest(name: string, names: readonly string[]): string | null {
  const all = names.filter((other) => other !== '' && other !== name)
  const ranked = all.map((other) => ({ other, edits: editsBetween(name, other) }))
  const best = ranked.sort((a, b) => a.edits - b.edits)[0]
  return best && best.edits <= name.length / 3 ? best.other : null
}

/** Levenshtein's distance. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]
}
