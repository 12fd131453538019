import { browserFiles } from './browser-files.ts'
import { localJournal } from './history/journal.ts'
import type { Platform } from './platform.ts'
import { spawn } from './spawn.ts'

/** The real browser. Every global is read when it is used, never on import. */
export const browser: Platform = {
  ...browserFiles,
  deviceStorage: () => localStorage,
  openJournal: localJournal,
  openChannel(name) {
    try {
      return new BroadcastChannel(name)
    } catch {
      // Firefox without cookies throws.
      return null
    }
  },
  createWorker: (url) => (typeof Worker === 'undefined' ? null : spawn(url)),
  onPage({ hide, show }) {
    const shown = ({ persisted }: PageTransitionEvent) => persisted && show()
    addEventListener('pagehide', hide)
    addEventListener('pageshow', shown)
    return () => {
      removeEventListener('pagehide', hide)
      removeEventListener('pageshow', shown)
    }
  },
  whenIdle(work) {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => work())
    else setTimeout(work, 1000)
  },
}
