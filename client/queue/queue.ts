import type { Recommender } from '../calls.ts'
import type { RecommenderOptions } from '../types.ts'

type Command = [name: string, ...args: unknown[]]

/** What the page's stub collected before this script came. */
export interface Stub {
  q?: ArrayLike<unknown>[]
}

/** A page's one function: `tacit('track', 'view', 'item-1')`. */
export interface Queue {
  (name: 'create', options: RecommenderOptions): void
  /** Calls back with the recommender, once there is one. */
  (name: 'ready', heard: (recommender: Recommender) => void): void
  /** Any call of the recommender, such as `track` or `forget`. */
  (name: string, ...args: unknown[]): void
}

/**
 * Answers the commands that a stub collected, in their order, and those to come. Commands before
 * `create` wait for it. A command that fails gives a warning and never stops the page.
 *
 * @param created is told of the recommender that `create` made
 */
export function answerQueue(
  stub: Stub | undefined,
  create: (options: RecommenderOptions) => Recommender,
  created: (recommender: Recommender) => void,
): Queue {
  let recommender: Recommender | null = null
  let waiting: Command[] = []

  function run([name, ...args]: Command): void {
    if (name === 'create') {
      if (recommender) throw new Error('called before: the first recommender stays')
      recommender = create(args[0] as RecommenderOptions)
      created(recommender)
      for (const command of waiting.splice(0)) tryTo(command)
    } else if (!recommender) waiting = [...waiting, [name, ...args]]
    else if (name === 'ready') (args[0] as (found: Recommender) => void)(recommender)
    else call(recommender, name, args)
  }

  function tryTo(command: Command): void {
    try {
      run(command)
    } catch (error) {
      warn(`${command[0]}: ${error instanceof Error ? error.message : error}`)
    }
  }

  const early = [...(stub?.q ?? [])].map((command) => Array.from(command) as Command)
  for (const command of early) tryTo(command)
  return (...command: Command) => tryTo(command)
}

/** @param name of a method, or of a method of a part, such as `consent.set` */
function call(recommender: Recommender, name: string, args: unknown[]): void {
  const path = name.split('.')
  const method = path.pop()!
  let owner: unknown = recommender
  for (const part of path)
    owner = Object.hasOwn(Object(owner), part) && Reflect.get(Object(owner), part)
  const found = Object.hasOwn(Object(owner), method) && Reflect.get(Object(owner), method)
  if (typeof found === 'function') found.apply(owner, args)
  else warn(`"${name}" is not a call of the recommender`)
}

function warn(message: string): void {
  console.warn(`[tacit] ${message}`)
}
