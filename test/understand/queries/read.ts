import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A hand-written query with what its writer means; README.md has the notation. */
export interface Query {
  text: string
  acts: string[]
  /** Signed facts. */
  frame: string[]
}

export type Part = 'open' | 'held'

/** Words that say nothing about what is wanted. */
const IDLE = new Set(
  `a an the of for and or with in on by to my me some any book books novel novels story stories ones
  one product products fiction der die das ein eine einen von mit und`.split(/\s+/),
)

const linesOf = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8').split('\n')

/** The queries of a shop: `books`, `beauty` or `garten`. */
export function readQueries(shop: string, part: Part): Query[] {
  let current = ''
  return linesOf(`${shop}.txt`).flatMap((line) => {
    if (line.startsWith('## ')) current = line.slice(3)
    return line && !line.startsWith('#') && current === part ? [queryOf(line)] : []
  })
}

function queryOf(line: string): Query {
  const acts = new Set<string>()
  const frame: string[] = []
  const text = line.replace(/\{(\w+): ([^{}]*)\}/g, (_, act: string, clause: string) => {
    acts.add(act)
    return clause.replace(/\[(\w+):([^\]=]*)(?:=([^\]]*))?\]/g, (_slot, name, words, value) => {
      frame.push(...factsOf(act, name, words, value ?? words))
      return words
    })
  })
  return { text, acts: [...acts], frame: [...new Set([...frame, ...actFacts(acts)])].sort() }
}

/** The signed facts that a slot of a clause says. */
export function factsOf(act: string, name: string, words: string, value: unknown): string[] {
  const isTaken = /^(?:price|age|period|order|stock|recipient)/.test(name)
  const sign = act === 'undo' ? '~' : act === 'exclude' && !isTaken ? '-' : '+'
  if (name === 'c') return wordsOf(words).map((word) => `${sign}c:${word}`)
  if (name === 'stock' || name === 'price_low') return [`${sign}${name}`]
  if (/^price|^age/.test(name)) return [`${sign}${name}:${Number(value)}`]
  if (name === 'brand' || name === 'title') {
    const bare = wordsOf(words)
    return [`${sign}${name}:${(bare.length ? bare : [fold(words)]).join(' ')}`]
  }
  return [`${sign}${name}:${fold(String(value))}`]
}

/** Acts that are a fact by themselves. */
export function actFacts(acts: Iterable<string>): string[] {
  return [...acts].filter((act) => !/^(?:find|limit|exclude)$/.test(act)).map((act) => `!${act}`)
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word && !IDLE.has(word))
}

function fold(text: string): string {
  return text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').trim()
}

/** A search over turns: each query with everything that is open after it. */
export type Session = { query: string; state: string }[]

export function readSessions(shop: string, part: Part): Session[] {
  const sessions: Session[] = []
  let current = ''
  for (const line of linesOf('sessions.txt')) {
    if (line.startsWith('## ')) current = line.slice(3)
    if ((line.startsWith('## ') || line === '--') && current === `${shop} ${part}`)
      sessions.push([])
    const [query, state] = line.split(' =>')
    if (state !== undefined && current === `${shop} ${part}`)
      sessions.at(-1)!.push({ query, state: canonical(state) })
  }
  return sessions
}

/** Facts of each request in alphabetical order. */
export function canonical(state: string): string {
  return state
    .split('|')
    .map((request) =>
      fold(request)
        .split(/\s+(?=[+<>-]|low|stock|gift|for:|age:|order:|like:|not-shown:|page:)/)
        .map((fact) => fact.trim())
        .sort()
        .join(' '),
    )
    .join(' | ')
}
