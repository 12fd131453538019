import { type FileEntry, isExpired, type Manifest } from '@tacit-rec/pack'
import type { Downloads } from './download.ts'
import { failure, type Problem, problemOf } from './failure.ts'
import { manifestsOf, type Pins } from './manifests.ts'
import {
  type ClientPack,
  type FirstShelf,
  openPack,
  type PackFiles,
  packFiles,
  staged,
} from './packs.ts'
import type { PackCache } from './platform.ts'
import { aborted, within } from './wait.ts'

/** Which pack ranks, and what is known about it. */
export interface PackState {
  stage: 'none' | 'head' | ClientPack['stage']
  /** Null without a pack. */
  sequence: number | null
  /** True while the edge has not confirmed a pack that was kept on this device. */
  fromCache: boolean
  /** True if the edge failed, or gave a pack that is refused, or the pack has expired. */
  stale: boolean
  /** Why there is no pack, or an unconfirmed one. */
  problem: Problem | null
  /** Sequence of a newer pack that waits for {@link CurrentPack.swap}. */
  waiting: number | null
  /** Whether the pack is kept on this device. */
  kept: boolean
  /** Where the pack's files come from. */
  source: string
}

/** The pack of one catalogue: the one that this device kept first, then what the edge publishes. */
export interface CurrentPack {
  readonly state: PackState
  readonly pack: ClientPack | null
  /** The first shelf of the pack that loads, for people without a history; null once one ranks. */
  readonly head: FirstShelf | null
  readonly files: PackFiles
  /** Resolves once anything is there: a first shelf, or parts of a pack. @throws what prevents it */
  anything(): Promise<void>
  /** Resolves once facts and popularity are there. @throws what prevents it */
  known(): Promise<ClientPack>
  /** Resolves once the memory can rank. @throws what prevents it */
  first(): Promise<ClientPack>
  /** Resolves once all of the pack is open. @throws what prevents it */
  whole(): Promise<ClientPack>
  /** Resolves once its long texts are there, too. @throws what prevents it */
  complete(): Promise<ClientPack>
  /** Asks the edge for its manifest; loads a newer pack behind the current one. Never rejects. */
  look(): Promise<void>
  /** Puts the newer pack in the place of the current one. */
  swap(): void
}

export interface Sources {
  downloads: Downloads
  pins: Pins
  openCache(): Promise<PackCache | null>
  pause(): Promise<void>
}

/**
 * Opens the pack that this device kept and asks the edge at the same time; whatever opens first
 * ranks. A newer pack waits for a swap, so that a list changes only between two calls.
 *
 * @param base …/v1/c/NAME
 * @param changed called after each change of the state
 */
export async function openCurrent(
  base: string,
  { downloads, pins, openCache, pause }: Sources,
  changed: () => void,
): Promise<CurrentPack> {
  const { timeout } = downloads
  const cache = await within(openCache(), { milliseconds: timeout }).catch(() => null)
  const files = packFiles(base, cache, downloads)
  const manifests = manifestsOf(base, cache, downloads, pins, (source) => {
    files.source = source
  })
  let pack: ClientPack | null = null
  /** The first parts of a pack that is kept, until it is whole. */
  let early: ClientPack | null = null
  let next: ClientPack | null = null
  let head: FirstShelf | null = null
  /** The manifest that this device kept. */
  let held: Manifest | null = null
  let problem: Problem | null = null
  let confirmed = false
  let kept = false
  let looking: Promise<void> | null = null
  /** Whether the look that runs still waits for the edge, so that it tells as much as a new one. */
  let isAsking = false
  /** The look after the one that runs. */
  let again: Promise<void> | null = null
  const waiters: (() => void)[] = []

  function notify(): void {
    changed()
    for (const wake of waiters.splice(0)) wake()
  }

  const storedPack = manifests.held.then(openStored)

  async function openStored(manifest: Manifest | null): Promise<ClientPack | null> {
    if (!manifest) return null
    held = manifest
    const reads = new Map<string, ReturnType<PackFiles['kept']>>()
    const read = (entry: FileEntry) => {
      const found = reads.get(entry.name) ?? files.kept(entry)
      reads.set(entry.name, found)
      return found
    }
    /** The first shelf, then the others at once, since reading from the cache is waiting. */
    const get = async (entry: FileEntry) => {
      const bytes = await read(entry)
      for (const other of staged(manifest)) void read(other)
      return bytes ?? lost(entry)
    }
    try {
      const opened = await openPack(
        manifest,
        { get },
        { head: adoptHead, opened: adoptKept, pause },
      )
      kept = true
      return opened
    } catch {
      early = null
      head = null
      return null
    }
  }

  /** A pack that is kept is whole within moments, so nothing needs to rank by its first parts. */
  function adoptKept(stage: ClientPack): void {
    if (stage.stage !== 'memory') adopt(stage)
    else if (!pack) {
      early = stage
      notify()
    }
  }

  function adoptHead(shelf: FirstShelf): void {
    if (pack || head) return
    head = shelf
    notify()
  }

  /** Takes a stage if it is better than what there is; a newer whole pack waits. */
  function adopt(stage: ClientPack): void {
    const have = pack?.manifest.sequence ?? -1
    const { sequence } = stage.manifest
    if (!pack || pack.manifest === stage.manifest) pack = stage
    else if (sequence > have && stage.stage !== 'memory') next = stage
    else return
    head = null
    early = null
    notify()
  }

  async function until(
    isEnough: (pack: ClientPack) => boolean,
    isKnown = false,
  ): Promise<ClientPack> {
    for (;;) {
      if (pack && isEnough(pack)) return pack
      if (!pack && early && isKnown) return early
      await news()
    }
  }

  /** Waits for the next change. @throws why there can be none */
  async function news(): Promise<void> {
    if (!pack && !early && !head && problem) throw failure(problem.code, problem.message)
    const { signal } = downloads
    await within(new Promise<void>((wake) => waiters.push(wake)), { signal })
  }

  async function lookNow(): Promise<void> {
    isAsking = true
    try {
      const before = pack?.manifest ?? (await manifests.held)
      const manifest = await manifests.latest(before, problem !== null).finally(() => {
        isAsking = false
      })
      if (
        before &&
        isSame(before, manifest) &&
        ((pack && pack.stage !== 'memory') || (await storedPack))
      ) {
        problem = null
        confirmed = true
        notify()
        return
      }
      if (next && isSame(next.manifest, manifest)) return
      // What this device keeps answers first; it is there within moments, or not at all.
      await storedPack
      await openNewer(manifest)
    } catch (error) {
      // What this device keeps answers first, so that there is no problem before it was read.
      await storedPack
      // A pack that the edge confirmed before stays good.
      if (!confirmed) problem = problemOf(error)
      else if (downloads.signal.aborted) throw aborted()
      notify()
    }
  }

  async function openNewer(manifest: Manifest): Promise<void> {
    try {
      const opened = await openPack(manifest, files, {
        head: adoptHead,
        opened: adoptConfirmed,
        pause,
      })
      void remember(opened)
    } catch (error) {
      // Refused whole: its memory alone does not rank either.
      if (pack?.manifest === manifest) {
        pack = null
        confirmed = false
      }
      head = null
      const earlier = await storedPack
      pack ??= earlier
      throw error
    }
  }

  function adoptConfirmed(stage: ClientPack): void {
    if (!pack || pack.manifest === stage.manifest) {
      confirmed = true
      problem = null
    }
    adopt(stage)
  }

  /** Keeps a verified manifest and deletes the files that it does not list. */
  async function remember({ manifest }: ClientPack): Promise<void> {
    if (!cache) return
    try {
      await manifests.keep(manifest)
      kept = true
      changed()
      const listed = new Set(manifest.files.map(({ name }) => `${base}/files/${name}`))
      for (const { url } of await cache.keys())
        if (url.startsWith(`${base}/files/`) && !listed.has(url)) await cache.delete(url)
    } catch {
      // If the disk is full, the next visit fetches again.
    }
  }

  const look = (): Promise<void> => {
    if (looking && !isAsking) {
      // A pack may take longer to arrive than the next one to be published.
      again ??= looking.then(() => {
        again = null
        return look()
      })
      return again
    }
    looking ??= lookNow().finally(() => {
      looking = null
    })
    return looking
  }
  void look().catch(() => {})

  return {
    files,
    get pack() {
      return pack
    },
    get head() {
      return head
    },
    get state(): PackState {
      return {
        stage: pack?.stage ?? early?.stage ?? (head ? 'head' : 'none'),
        sequence: (pack ?? early ?? head)?.manifest.sequence ?? null,
        fromCache: !confirmed && ((pack ?? early) !== null || (!!head && head.manifest === held)),
        stale:
          (pack !== null && !confirmed && problem !== null) || hasExpired(pack ?? early ?? head),
        problem: problem ?? (pack && !confirmed ? UNCONFIRMED : null),
        waiting: next?.manifest.sequence ?? null,
        kept,
        source: files.source,
      }
    },
    async anything() {
      while (!pack && !early && !head) await news()
    },
    known: () => until(() => true, true),
    first: () => until(() => true),
    whole: () => until(({ stage }) => stage !== 'memory'),
    complete: () => until(({ stage }) => stage === 'details'),
    look,
    swap() {
      if (!next) return
      pack = next
      next = null
      confirmed = true
      problem = null
      notify()
    },
  }
}

function lost({ name }: FileEntry): never {
  throw failure('pack/missing', `${name} is not kept on this device`)
}

const UNCONFIRMED: Problem = {
  code: 'pack/unconfirmed',
  message: 'this device kept the pack; the edge has not confirmed it yet',
}

function hasExpired(of: { manifest: Manifest } | null): boolean {
  return of !== null && isExpired(of.manifest, Date.now())
}

/** Whether two manifests name the same files. */
function isSame(one: Manifest, other: Manifest): boolean {
  const names = ({ files }: Manifest) => files.map(({ name }) => name).join()
  return one.sequence === other.sequence && names(one) === names(other)
}
