import { TacitError } from '@tacit-rec/pack'
import { headOf, type Stored } from './bytes.ts'
import { type Layout, layoutOf } from './dialect.ts'
import { type Encoding, encodingName, encodingOf } from './encoding.ts'
import { statOf } from './faults.ts'
import { isArrays, type JsonLayout, jsonLayoutOf } from './json-values.ts'
import { rowElementOf } from './xml.ts'

/** Bytes of a file that tell its form. */
const HEAD = 1 << 18

/** RFC 7464 writes it before each text. */
const RECORD = '\u001e'

/** What a file is by its content; its name does not matter. */
export type Form =
  | { format: 'parquet' }
  | { format: 'json'; encoding: Encoding; json: JsonLayout }
  | { format: 'json'; encoding: Encoding; element: string }
  | { format: 'delimited'; encoding: Encoding; layout: Layout }

export interface SourceFile extends Stored {
  /** XML counts as JSON: it is read as rows that may be nested. */
  format: Form['format']
  form: Form
  /** Whether the bytes are packed: gzip, zip, zstd, bzip2. */
  packed: string[]
}

/**
 * Recognizes the form of a file by its first part.
 *
 * @throws TacitError if it is missing, empty, packed and cut off, or of an unknown form
 */
export async function sniff(stored: Stored): Promise<SourceFile> {
  const stats = statOf(stored.file)
  if (stats.isDirectory()) {
    throw new TacitError('data/format', `${stored.path}: is a folder: name a file in it`)
  }
  const { head, whole, packed } = await headOf(stored, HEAD)
  const form = formOf(stored.path, head, whole)
  return { ...stored, format: form.format, form, packed }
}

function formOf(path: string, head: Buffer, whole: boolean): Form {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return { format: 'parquet' }
  const encoding = encodingOf(head, whole)
  const text = decodedHead(head, encoding)
  // A script assigns its data to a name.
  const start = text
    .replaceAll(RECORD, '')
    .trimStart()
    .replace(/^[\w.$\s]{1,80}=\s*(?=[[{]\s*["{[])/, '')
  if (start === '') {
    throw new TacitError('data/empty', `${path}: the file is empty: add a header and rows`)
  }
  if (isBinary(text)) {
    throw new TacitError(
      'data/format',
      `${path}: unknown file format: use CSV, TSV, JSON, XML or Parquet (also compressed)`,
    )
  }
  if (/^<[?!a-z]/i.test(start)) {
    if (/^<!doctype html|^<html/i.test(start)) {
      throw new TacitError(
        'data/format',
        `${path}: is a web page, not data: download the file itself`,
      )
    }
    return { format: 'json', encoding, element: rowElementOf(text) }
  }
  if (/^(\{|\[\s*[{\]])/.test(start) || isArrays(start)) {
    return { format: 'json', encoding, json: jsonLayoutOf(start, whole) }
  }
  return { format: 'delimited', encoding, layout: layoutOf(text, whole) }
}

function decodedHead(head: Buffer, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(head).replace(/^\uFEFF/, '')
}

function isBinary(text: string): boolean {
  const sample = text.slice(0, 4096)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they tell binary files from texts.
  const found = sample.match(/[\x00\x02-\x08\x0e-\x1f]/g)?.length ?? 0
  return found > 4 && found > sample.length * 0.02
}

const SEPARATORS: Record<string, string> = {
  '\t': 'tabs',
  ';': ';',
  '|': '|',
  '::': '::',
  ' ': 'spaces',
  '\x01': 'the character U+0001',
}

/** What was recognized, for people; empty for plain files in UTF-8 whose name says what they are. */
export function formWords({ path, form, packed }: SourceFile): string[] {
  const words = [...packed]
  if (form.format === 'parquet') return words
  if (form.encoding !== 'utf-8') words.push(encodingName(form.encoding))
  if (form.format === 'json') {
    if ('element' in form) words.push(`XML, one row per <${form.element}>`)
    else if (form.json === 'values') words.push('a list of JSON objects')
    else if (form.json === 'wrapped') words.push('one JSON document')
    else if (!/\.(jsonl|ndjson|json)/i.test(path)) words.push('JSON lines')
    return words
  }
  const { dialect, hasHeader } = form.layout
  const expected = /\.(tsv|tab|inter|item|user)\b/i.test(path) ? '\t' : ','
  if (dialect.delimiter !== expected) {
    words.push(`separated by ${SEPARATORS[dialect.delimiter] ?? dialect.delimiter}`)
  }
  if (!hasHeader) words.push('no header')
  return words
}
