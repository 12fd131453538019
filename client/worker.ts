/**
 * The Worker of one recommender: opens packs and ranks, so that the page stays free. A page that
 * cannot use a Worker imports the same file for {@link createBrain}.
 */
import { createBrain as create } from './brain.ts'
import { browserFiles } from './browser-files.ts'
import { problemOf } from './failure.ts'
import {
  type Brain,
  type Config,
  type FromWorker,
  type Notices,
  PROTOCOL,
  type ToWorker,
} from './messages.ts'
import type { Platform } from './platform.ts'

let brain: Brain | null = null

const tell = (message: FromWorker) => self.postMessage(message)

/** A brain with the queries' file that the page names: a bundler may have renamed this one. */
export function createBrain(
  config: Config,
  platform: Pick<Platform, 'fetch' | 'openCache'>,
  notices: Notices,
  sliced: boolean,
): Brain {
  return create(config, { ...platform, queries: () => import(config.queries) }, notices, sliced)
}

async function receive({ data }: MessageEvent<ToWorker>): Promise<void> {
  if (data.do === 'ping') tell({ done: 'alive' })
  else if (data.do === 'history') brain?.setHistory(data.history, data.tastes)
  else if (data.do === 'start' && data.protocol === PROTOCOL) {
    const notices = {
      state: (state) => tell({ done: 'state', state }),
      problem: (problem) => tell({ done: 'problem', problem }),
      alive: () => tell({ done: 'alive' }),
    } satisfies Notices
    brain = createBrain(data.config, browserFiles, notices, false)
  } else if (data.do === 'call') {
    const { id, method, args } = data
    try {
      const run = brain![method] as (...args: unknown[]) => Promise<unknown>
      tell({ done: 'call', id, value: await run(...args) })
    } catch (error) {
      tell({ done: 'call', id, problem: problemOf(error) })
    }
  }
}

if (typeof document === 'undefined') {
  self.onmessage = receive
  tell({ done: 'hello', protocol: PROTOCOL })
}
