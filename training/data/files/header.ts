import { TacitError } from '@tacit-rec/pack'
import { firstLine } from './lines.ts'
import { delimiterOf, hasQuotes, type SourceFile } from './sources.ts'

/**
 * Column names in the header of a CSV, TSV or RecBole file, without RecBole's types
 * (`user_id:token`).
 */
export async function headerOf(file: SourceFile): Promise<string[]> {
  const line = await firstLine(file)
  if (line.trim() === '') {
    throw new TacitError(
      'data/missing-header',
      `${file.path}:1: the first line is blank: write the column names there`,
    )
  }
  const names = cells(line, delimiterOf(file), hasQuotes(file))
    .map((name) => name.trim())
    .map((name) => (file.format === 'recbole' ? name.replace(/:[a-z_]+$/, '') : name))
  const duplicate = names.find((name, at) => names.indexOf(name) !== at)
  if (duplicate !== undefined) {
    throw new TacitError(
      'data/header',
      `${file.path}:1: duplicate column "${duplicate}" in the header: rename one of them`,
    )
  }
  return names
}

function cells(line: string, delimiter: string, quotes: boolean): string[] {
  if (!quotes) return line.split(delimiter)
  const out: string[] = []
  let cell = ''
  let inside = false
  for (let at = 0; at < line.length; at++) {
    const char = line[at]
    if (char === '"' && inside && line[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') inside = !inside
    else if (char === delimiter && !inside) {
      out.push(cell)
      cell = ''
    } else cell += char
  }
  return [...out, cell]
}
