import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { readIfThere } from '../files.ts'

/** One turn of a conversation or of a search. */
export interface ReadTurn {
  text: string
  /** Its intent, or what it does to the search. */
  label: string
  /** It goes on from the turn before; false for the first one. */
  relates: boolean
  /** What answers it: an answer, or the title of the item that is looked for. Blank: unknown. */
  response: string
}

const FILES = ['sessions.jsonl', 'conversations.json'] as const

/**
 * Reads `sessions.jsonl` of `tacit queries`, or `conversations.json`: a list of conversations, each
 * with `dialogue`, a list of `{ question, intent, answer }` (junhua/chain-of-intent).
 *
 * @throws TacitError `turns/file`, `turns/row`
 */
export async function readConversations(folder: string): Promise<ReadTurn[][]> {
  const [made, spoken] = await Promise.all(FILES.map((name) => readIfThere(join(folder, name))))
  const [name, rows] = made
    ? [FILES[0], made.split('\n').flatMap((line) => (line.trim() ? [line] : []))]
    : [FILES[1], []]
  if (!made && !spoken)
    throw new TacitError(
      'turns/file',
      `${folder} has neither ${FILES.join(' nor ')}: make searches with tacit queries DATA --out ` +
        `${folder}`,
    )
  const list = made ? rows.map((row) => parsed(name, row)) : parsed(name, spoken)
  const read = Array.isArray(list)
    ? list.map((one) => turnsOf(one, made ? 'turns' : 'dialogue'))
    : []
  const wrong = read.indexOf(null)
  if (wrong >= 0 || read.length === 0) {
    const what =
      wrong < 0
        ? 'it has no conversation'
        : `conversation ${wrong + 1} has no turns with a text and a label`
    throw new TacitError(
      'turns/row',
      `${join(folder, name)}: ${what}: each needs turns of { text, move, relates } or a dialogue of ` +
        '{ question, intent, answer }',
    )
  }
  return read as ReadTurn[][]
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new TacitError('turns/row', `${name}: "${text.slice(0, 60)}" is no JSON: write it again`)
  }
}

function turnsOf(conversation: unknown, key: string): ReadTurn[] | null {
  const list = (conversation as Record<string, unknown> | null)?.[key]
  if (!Array.isArray(list) || list.length === 0) return null
  const turns = list.map((turn: Record<string, unknown> | null, n): ReadTurn => {
    const text = turn?.text ?? turn?.question
    const label = turn?.move ?? turn?.intent
    return {
      text: typeof text === 'string' ? text : '',
      label: typeof label === 'string' ? label : '',
      relates: n > 0 && turn?.relates !== false,
      response: String(turn?.title ?? turn?.answer ?? ''),
    }
  })
  return turns.every(({ text, label }) => text && label) ? turns : null
}
