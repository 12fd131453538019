/**
 * The second chunk of the SDK: what a page needs that cannot use the Worker. A page with a Worker
 * never loads it.
 */
import { createBrain as create } from './brain.ts'
import type { Brain, Config, Notices } from './messages.ts'
import type { Platform } from './platform.ts'

/** A brain on the page. */
export function createBrain(
  config: Config,
  platform: Pick<Platform, 'fetch' | 'openCache'>,
  notices: Notices,
  sliced: boolean,
): Brain {
  return create(config, { ...platform, queries: () => import('./queries.ts') }, notices, sliced)
}
