import { invalidFile } from './errors.ts'
import { isRecord, isText, isTexts } from './guards.ts'

/** What a query may name of a catalogue: the values of its columns, each once. */
export interface LexiconValues {
  /** Paths of categories. */
  categories: string[]
  /** The values of each further column that items share. */
  columns: Record<string, string[]>
}

/** Reads `lexicon.*.json.gz`. @throws {TacitError} `pack/lexicon` */
export function decodeLexicon(json: Record<string, unknown>): LexiconValues {
  const { categories, columns } = json
  if (!isTexts(categories)) throw invalidFile('lexicon', 'categories must be a list of texts')
  if (!isRecord(columns)) throw invalidFile('lexicon', 'columns must be an object of lists')
  const wrong = Object.entries(columns).find(([name, values]) => !isText(name) || !isTexts(values))
  if (wrong) throw invalidFile('lexicon', `${wrong[0].slice(0, 50)} must be a list of texts`)
  // fromEntries defines properties, so a column named __proto__ stays a column.
  return {
    categories,
    columns: Object.fromEntries(Object.entries(columns)) as LexiconValues['columns'],
  }
}
