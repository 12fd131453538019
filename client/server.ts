import { browser } from './browser.ts'
import { failure } from './failure.ts'
import { readOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { openSession, type Session } from './session.ts'

/**
 * A session where there is no page, such as a server that renders one: it stores, fetches and
 * holds open nothing, and remembers nothing, since a server's module serves every visitor.
 */
export function server(): Session {
  const settings = readOptions({ edge: 'https://server.invalid', consent: 'denied' }, '')
  const problem = failure('sdk/server', 'there is no page here: lists are made in the browser')
  return openSession({ ...settings, problem, warnings: [] }, NOTHING)
}

/** What a session uses before it finds that it cannot start. */
const NOTHING: Platform = {
  ...browser,
  openJournal: () => ({ read: () => null, write: () => {} }),
  deviceStorage: () => null,
  openChannel: () => null,
  onPage: () => () => {},
}
