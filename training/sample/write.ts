import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleIntents, sampleItems } from './books.ts'
import { type SimulateOptions, simulateReaders } from './simulate.ts'

/**
 * Writes the sample as a user's own data would lie there, for the same loader: the folder gets
 * `interactions.csv` (user, item, time in seconds, kind) and `items.jsonl`, intents by name.
 * Each file is complete or absent: it is written under another name first.
 *
 * @param folder made where it is missing; files of the same names are replaced
 */
export async function writeSample(folder: string, options: SimulateOptions = {}): Promise<void> {
  const { events } = simulateReaders(options)
  const names = new Map(sampleIntents().map(({ id, name }) => [id, name]))
  const items = sampleItems().map((book) => ({
    ...book,
    intents: book.intents.map((id) => names.get(id)),
    url: `https://bookshop.example/books/${book.id}`,
  }))
  // Ids and kinds hold no comma and no quote, so that no field needs quoting.
  const rows = events.map(({ user, item, time, kind }) => `${user},${item},${time},${kind}`)
  await mkdir(folder, { recursive: true })
  await replace(
    join(folder, 'items.jsonl'),
    items.map((item) => JSON.stringify(item)),
  )
  await replace(join(folder, 'interactions.csv'), ['user,item,time,kind', ...rows])
}

async function replace(path: string, lines: string[]): Promise<void> {
  const partial = `${path}.${process.pid}.partial`
  await writeFile(partial, `${lines.join('\n')}\n`)
  await rename(partial, path)
}
