import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { errorCode } from '../files.ts'
import type { Clause, Utterance } from './types.ts'

/** Utterances to fit, to stop by and to judge. */
export interface Benchmark {
  train: Utterance[]
  valid: Utterance[]
  test: Utterance[]
}

const COLUMNS = ['tokens', 'slots', 'intents', 'clauses'] as const

/**
 * Reads `train.tsv`, `valid.tsv` and `test.tsv` of a folder. Columns: `tokens` and `slots` (BIO
 * tags), separated by spaces; `intents`, separated by `|`; `clauses`, `from-to:intent` separated by
 * spaces, blank where unknown.
 *
 * @throws TacitError `understand/file`, `understand/column`, `understand/row`
 */
export async function readBenchmark(folder: string): Promise<Benchmark> {
  const [train, valid, test] = await Promise.all(
    ['train', 'valid', 'test'].map((part) => readUtterances(join(folder, `${part}.tsv`))),
  )
  if (!train.some(({ clauses }) => clauses.length > 0))
    throw new TacitError(
      'understand/row',
      `${join(folder, 'train.tsv')} has no row with clauses, and training composes utterances of ` +
        'clauses: fill the column clauses, such as 0-3:atis_airport 4-6:atis_city',
    )
  return { train, valid, test }
}

async function readUtterances(file: string): Promise<Utterance[]> {
  const [header = '', ...lines] = (await textOf(file)).split(/\r?\n/)
  const names = header.split('\t').map((name) => name.trim())
  const places = COLUMNS.map((column) => names.indexOf(column))
  const missing = COLUMNS.filter((_, n) => places[n] < 0)
  if (missing.length > 0)
    throw new TacitError(
      'understand/column',
      `${file} has no column ${missing.join(', ')}: its first line must name the columns ` +
        `${COLUMNS.join(', ')}, separated by tabs`,
    )
  const rows: Utterance[] = []
  for (const [n, line] of lines.entries()) {
    if (line.trim() === '') continue
    const cells = line.split('\t')
    rows.push(
      utteranceOf(
        `${file}:${n + 2}`,
        places.map((place) => cells[place] ?? ''),
      ),
    )
  }
  if (rows.length > 0) return rows
  throw new TacitError('understand/row', `${file} has no row below its header: add one`)
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cause
    throw new TacitError(
      'understand/file',
      `${file} does not exist: --task understand reads train.tsv, valid.tsv and test.tsv`,
    )
  }
}

function utteranceOf(place: string, [words, slots, names, spans]: string[]): Utterance {
  const [tokens, tags] = [words, slots].map((cell) => cell.split(' ').filter(Boolean))
  const intents = [...new Set(names.split('|').filter(Boolean))]
  if (tokens.length === 0 || tokens.length !== tags.length || intents.length === 0)
    throw new TacitError(
      'understand/row',
      `${place}: ${tokens.length} tokens, ${tags.length} slots, ${intents.length} intents: a row ` +
        'needs a slot for every token and at least one intent',
    )
  const wrong = tags.find((tag) => !/^(O|[BI]-.+)$/.test(tag))
  if (wrong !== undefined)
    throw new TacitError('understand/row', `${place}: slot "${wrong}" must be O, B-name or I-name`)
  return { tokens, tags, intents, clauses: clausesOf(place, spans, tokens.length) }
}

function clausesOf(place: string, cell: string, length: number): Clause[] {
  let end = 0
  return cell
    .split(' ')
    .filter(Boolean)
    .map((text) => {
      const found = /^(\d+)-(\d+):(.+)$/.exec(text)
      const [from, to] = found ? [Number(found[1]), Number(found[2])] : [0, 0]
      if (!found || from < end || to <= from || to > length)
        throw new TacitError(
          'understand/row',
          `${place}: clause "${text}" must be from-to:intent, after the clause before it and ` +
            `within ${length} tokens`,
        )
      end = to
      return { from, to, intent: found[3] }
    })
}
