import type { DeviceStorage } from './platform.ts'

/** By experiment, arm and what happened. */
export type Counts = Record<string, Record<string, Record<string, number>>>

/** A device's random number and its counts of experiments: stored only after consent, and on need. */
export interface Device {
  /** Decides what chance decides here. Never sent. Lasts as long as the page unless it is stored. */
  seed(): string
  readonly counts: Counts
  /** Whether they are stored. */
  readonly isStored: boolean
  /** Stores them, if there is consent. */
  save(): void
  /** Deletes what is stored unless there is consent. */
  check(): void
}

/**
 * @param name under which it is stored
 * @param isGranted whether the person lets this site store
 */
export function openDevice(
  name: string,
  isGranted: () => boolean,
  storage: () => DeviceStorage | null,
): Device {
  let own = fresh()
  let isRead = false
  let isStored = false

  function fresh() {
    return { seed: Math.random().toString(36).slice(2), counts: {} as Counts }
  }

  /** Runs work that a browser may refuse; then what there is lasts as long as the page. */
  function tryWith(work: (storage: DeviceStorage) => void): void {
    try {
      const found = storage()
      if (found) work(found)
    } catch {}
  }

  function current() {
    if (isRead || !isGranted()) return own
    isRead = true
    tryWith((storage) => {
      const kept = JSON.parse(storage.getItem(name) ?? 'null')
      if (typeof kept?.seed !== 'string') return
      own = { seed: kept.seed, counts: kept.counts ?? {} }
      isStored = true
    })
    return own
  }

  return {
    seed: () => current().seed,
    get counts() {
      return current().counts
    },
    get isStored() {
      return current() && isStored
    },
    save() {
      if (!isGranted()) return
      const text = JSON.stringify(current())
      tryWith((storage) => {
        storage.setItem(name, text)
        isStored = true
      })
    },
    check() {
      if (isGranted()) return
      tryWith((storage) => storage.removeItem(name))
      if (isRead) own = fresh()
      isRead = false
      isStored = false
    },
  }
}
