import type { DeviceStorage } from './platform.ts'

/** What a device remembers of itself after consent: a random number, and counts of experiments. */
export interface Device {
  /** Decides what chance decides here. Never sent. Before consent it lasts as long as the page. */
  seed(): string
  /** Counts of experiments. */
  counts: Counts
  /** Stores the counts, if there is consent. */
  save(): void
  /** Forgets what is stored unless there is consent. */
  check(): void
}

/** By experiment, arm and what happened. */
export type Counts = Record<string, Record<string, Record<string, number>>>

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
  let isStored = false

  function fresh() {
    return { seed: Math.random().toString(36).slice(2), counts: {} as Counts }
  }

  /** Runs work that a browser may refuse. */
  function tryWith(work: (storage: DeviceStorage) => void): void {
    try {
      const found = storage()
      if (found) work(found)
    } catch {
      // Then it lasts as long as the page.
    }
  }

  function restore(): void {
    if (isStored || !isGranted()) return
    isStored = true
    tryWith((storage) => {
      const kept = JSON.parse(storage.getItem(name) ?? 'null')
      if (typeof kept?.seed === 'string') own = { seed: kept.seed, counts: kept.counts ?? {} }
      else storage.setItem(name, JSON.stringify(own))
    })
  }

  return {
    seed() {
      restore()
      return own.seed
    },
    get counts() {
      restore()
      return own.counts
    },
    save() {
      restore()
      if (isGranted()) tryWith((storage) => storage.setItem(name, JSON.stringify(own)))
    },
    check() {
      if (isGranted()) return
      tryWith((storage) => storage.removeItem(name))
      if (isStored) own = fresh()
      isStored = false
    },
  }
}
