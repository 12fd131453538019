import type { Platform } from '../platform.ts'
import { answersOf, optionOf } from './answers.ts'
import { eventsOf } from './events.ts'
import type { HistoryListeners, HistoryOptions, PageHistory } from './history.ts'
import { openMemory } from './memory.ts'
import { sayingsOf } from './sayings.ts'
import { sharingOf } from './sharing.ts'
import { indexedDbStore } from './store.ts'
import { openTabs, type Tabs } from './tabs.ts'

/**
 * Opens a history. What is stored decides: the option `granted` applies only where nothing is, so a
 * refusal lasts until a later `setConsent('granted')`, or until an adapter reads something else than
 * it did at the refusal. Every write checks the epoch of the answer in its own transaction, so no
 * write that began before a no lands after it, in any tab.
 */
export function openHistory(
  options: HistoryOptions,
  platform: Pick<Platform, 'openStore' | 'openChannel' | 'openJournal'>,
  { changed, refused: emptyOthers }: HistoryListeners,
): PageHistory {
  const { timeout, now } = options
  const store = (platform.openStore ?? indexedDbStore)(options, timeout, () => {
    // What was stored after a wait ended is news to every tab, this one too.
    tabs.tell('changed', now())
    void sharing.refresh()
  })
  const journal = platform.openJournal(`${options.store}${options.user && ` ${options.user}`}`)
  const { option, adapter } = optionOf(options.consent)
  const memory = openMemory(journal, option, emptyOthers)
  const tabs: Tabs = openTabs(
    `tacit history ${options.store} ${options.user}`,
    platform,
    (message) => void sharing.heard(message),
  )
  const { tell } = tabs
  const opening = () => ready
  const common = { memory, store, options, tell, ready: opening, changed, emptyOthers }
  const sayings = sayingsOf(memory, store, options, tell)
  const events = eventsOf({
    ...common,
    flushSayings: sayings.flush,
    isAway: () => sharing.isAway(),
  })
  const { flush } = events
  const sharing = sharingOf({ ...common, tabs: () => tabs, flush })
  const answers = answersOf({ ...common, journal, flush })
  const ready = answers.open()
  const stopAdapter = adapter?.start((reading) => void answers.read(adapter.name, reading))

  return {
    get status() {
      return memory.status
    },
    ready,
    get place() {
      const { place, stored, waiting } = memory
      return place === 'nowhere' && stored.length + waiting.length > 0 ? 'memory' : place
    },
    get tastes() {
      return sayings.tastes
    },
    events: events.list,
    add: events.add,
    import: events.import,
    remove: events.remove,
    clear: events.clear,
    setTaste: sayings.set,
    setConsent: answers.setConsent,
    forget: answers.forget,
    hide: sharing.hide,
    show: sharing.show,
    dispose() {
      memory.disposed = true
      memory.answer++
      stopAdapter?.()
      tabs.close()
      memory.clear()
      emptyOthers()
    },
  }
}
