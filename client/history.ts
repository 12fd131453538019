import type { Platform } from './platform.ts'
import type { Consent, HistoryEvent } from './types.ts'

/** Max events that a device keeps: as many as the engine's memory reads. */
export const MAX_EVENTS = 500

/** A person's events, in memory and, after consent, also on disk. */
export interface History {
  readonly consent: Consent
  /** Oldest first. */
  events(): Promise<readonly HistoryEvent[]>
  add(event: HistoryEvent): Promise<void>
  setConsent(consent: Consent): Promise<void>
  forget(): Promise<void>
  dispose(): void
}

/**
 * Opens the history of one edge and catalogue. A stored consent overrides `pending`; `denied` wipes
 * the store.
 *
 * @param name of the store and of the channel between tabs
 * @param changed called after another tab changed the history
 */
export function openHistory(
  name: string,
  initialConsent: Consent,
  { openStore, openChannel }: Pick<Platform, 'openStore' | 'openChannel'>,
  changed: () => void,
): History {
  const store = openStore(name)
  const channel = openChannel(name)
  let consent = initialConsent
  // The only copy before consent, and where the browser refuses to store.
  let events: readonly HistoryEvent[] = []
  const opened = consent === 'denied' ? wipe() : restore()

  async function restore(): Promise<void> {
    if ((await store.read()).granted) consent = 'granted'
    if (consent === 'granted') events = (await store.append([], MAX_EVENTS)) ?? events
  }

  async function wipe(): Promise<void> {
    events = []
    await store.clear()
  }

  function notifyTabs(): void {
    channel?.postMessage('changed')
  }

  if (channel)
    channel.onmessage = async () => {
      const stored = await store.read()
      if (stored.granted) consent = 'granted'
      // Another tab deleted everything, so this one does too.
      else if (consent === 'granted') consent = 'pending'
      events = stored.events
      changed()
    }

  return {
    get consent() {
      return consent
    },
    async events() {
      await opened
      return events
    },
    async add(event) {
      await opened
      if (consent === 'denied') return
      if (consent === 'pending') events = newest([...events, event])
      else {
        const stored = await store.append([event], MAX_EVENTS)
        events = stored ?? newest([...events, event])
        notifyTabs()
      }
    },
    async setConsent(next) {
      await opened
      const wasGranted = consent === 'granted'
      consent = next
      if (next === 'granted' && !wasGranted)
        events = (await store.append(events, MAX_EVENTS)) ?? events
      if (next === 'denied') await wipe()
      notifyTabs()
    },
    async forget() {
      await opened
      if (consent === 'granted') consent = 'pending'
      await wipe()
      notifyTabs()
    },
    dispose: () => channel?.close(),
  }
}

function newest(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  return events.slice(-MAX_EVENTS)
}
