import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { placeFile } from '../files.ts'
import { sampleIntents, sampleItems } from './books.ts'
import { type SimulateOptions, simulateReaders } from './simulate.ts'

/**
 * Writes the sample in the format of users' own data, for the usual loader: `interactions.csv`
 * (user, item, time in seconds, kind) and `items.jsonl`, with intents by name. After a crash each
 * file is complete or absent.
 *
 * @param folder created if missing; existing files are replaced
 */
export async function writeSample(folder: string, options: SimulateOptions = {}): Promise<void> {
  const { events } = simulateReaders(options)
  const names = new Map(sampleIntents().map(({ id, name }) => [id, name]))
  const items = sampleItems().map((book) => ({
    ...book,
    intents: book.intents.map((id) => names.get(id)),
    url: `https://bookshop.example/books/${book.id}`,
  }))
  // Ids and kinds contain no commas or quotes, so no field needs quoting.
  const rows = events.map(({ user, item, time, kind }) => `${user},${item},${time},${kind}`)
  await mkdir(folder, { recursive: true })
  const write = (name: string, lines: string[]) =>
    placeFile(join(folder, name), `${lines.join('\n')}\n`)
  await write(
    'items.jsonl',
    items.map((item) => JSON.stringify(item)),
  )
  await write('interactions.csv', ['user,item,time,kind', ...rows])
}
