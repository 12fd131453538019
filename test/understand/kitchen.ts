import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom } from '../../training/random.ts'

const DISHES = ['soup', 'pizza', 'green curry', 'apple pie', 'salad', 'dumplings', 'rice', 'stew']
const PLACES = ['rome', 'new york', 'kyoto', 'lyon', 'cape town', 'lima', 'oslo', 'porto']
const HOURS = ['8 pm', '7 am', '12 pm', '6 pm', '9 am', '3 pm']
const JOINED = ['and', 'and then', ',']

const CLAUSES: [intent: string, ...pieces: string[]][] = [
  ['cook', 'how do i cook', 'dish'],
  ['cook', 'a recipe for', 'dish', 'please'],
  ['book', 'book a table in', 'place', 'at', 'hour'],
  ['book', 'a table at', 'hour', 'in', 'place'],
  ['weather', 'will it rain in', 'place'],
  ['weather', 'weather in', 'place', 'at', 'hour'],
]
const SLOTS: Record<string, string[]> = { dish: DISHES, place: PLACES, hour: HOURS }

/** Writes an invented benchmark of one to three wishes an utterance. Returns its folder. */
export async function writeKitchen(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const random = createRandom(5)
  const pick = <T>(list: readonly T[]) => list[random.below(list.length)]
  for (const [part, count] of Object.entries({ train: 300, valid: 40, test: 60 })) {
    const rows = Array.from({ length: count }, () => {
      const [tokens, tags, clauses]: [string[], string[], string[]] = [[], [], []]
      const intents = new Set<string>()
      for (let n = 0; n <= random.below(3); n++) {
        if (n > 0)
          for (const word of pick(JOINED).split(' ')) {
            tokens.push(word)
            tags.push('O')
          }
        const from = tokens.length
        const [intent, ...pieces] = pick(CLAUSES)
        for (const piece of pieces)
          for (const [k, word] of (SLOTS[piece] ? pick(SLOTS[piece]) : piece)
            .split(' ')
            .entries()) {
            tokens.push(word)
            tags.push(SLOTS[piece] ? `${k ? 'I' : 'B'}-${piece}` : 'O')
          }
        intents.add(intent)
        clauses.push(`${from}-${tokens.length}:${intent}`)
      }
      return [tokens.join(' '), tags.join(' '), [...intents].join('|'), clauses.join(' ')].join(
        '\t',
      )
    })
    await writeFile(
      join(folder, `${part}.tsv`),
      `tokens\tslots\tintents\tclauses\n${rows.join('\n')}\n`,
    )
  }
  return folder
}
