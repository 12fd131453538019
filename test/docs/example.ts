import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { Recommender } from '../../client/calls.ts'
import { readOptions } from '../../client/options.ts'
import { recommenderOver } from '../../client/recommender.ts'
import { openSession } from '../../client/session.ts'
import type { HistoryEvent, RecommenderOptions } from '../../client/types.ts'
import { EDGE, testPlatform } from '../client/platform.ts'
import type { BuiltPack } from '../pack/random-pack.ts'
import { ROOT } from './markdown.ts'

const AsyncFunction = (async () => {}).constructor as FunctionConstructor

export interface Ran {
  /** By call of `console.log`, as Node prints it. */
  printed: string[]
  /** What the comments behind those calls say. */
  said: string[]
}

/**
 * Runs an example of JavaScript in Node, with `tacit` and `createRecommender` of the SDK over a pack.
 * An example that creates its own has no other.
 *
 * @param known what else it uses, by name
 */
export async function runExample(
  code: string,
  pack: BuiltPack,
  history: readonly HistoryEvent[] = [],
  known: Record<string, unknown> = {},
): Promise<Ran> {
  const platform = testPlatform(pack)
  const made: Recommender[] = []
  const createRecommender = (options: RecommenderOptions) => {
    const all = { engine: 'instant', timeout: 20_000, ...options } as const
    const settings = readOptions(all, 'https://shop.example/')
    made.push(recommenderOver(openSession(settings, platform)))
    return made.at(-1)!
  }
  const printed: string[] = []
  const textOf = (value: unknown) =>
    typeof value === 'string' ? value : inspect(value, { breakLength: Number.POSITIVE_INFINITY })
  const log = (...values: unknown[]) => void printed.push(values.map(textOf).join(' '))
  const names: Record<string, unknown> = { ...known, createRecommender, console: { log } }
  if (!/\bconst tacit\b/.test(code)) {
    const tacit = createRecommender({ edge: EDGE, consent: 'granted' })
    for (const { kind, item, time } of history) tacit.track(kind, item, { at: time })
    names.tacit = tacit
  }
  try {
    await new AsyncFunction(...Object.keys(names), code)(...Object.values(names))
  } finally {
    for (const one of made) await one.dispose()
  }
  const said = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)$/gm)].map(([, text]) => text)
  return { printed, said }
}

/** An `@example` of a doc comment, and what it is about. */
export interface DocExample {
  /** The declaration, or the member of one. */
  name: string
  code: string
}

/** @param path relative to the repository's root */
export function docExamples(path: string): DocExample[] {
  const source = readFileSync(join(ROOT, path), 'utf8')
  const comments = source.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*(.*)/g)
  return [...comments].flatMap(([, comment, declaration]) => {
    const text = comment.replaceAll(/^ *\* ?/gm, '')
    const [, code] = /^@example\n([\s\S]*?)(?=^@|(?![\s\S]))/m.exec(text) ?? []
    const [name] = /\w+(?=[\s<(:?=]|$)/.exec(
      declaration.replace(/^(?:export |readonly |function |const |async )*/, ''),
    ) ?? ['']
    return code ? [{ name, code: code.trimEnd() }] : []
  })
}
