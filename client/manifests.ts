import type { Manifest } from '@tacit-rec/pack'
import { type Downloads, download, statusOf } from './download.ts'
import { failure, type Problem } from './failure.ts'
import type { PackCache } from './platform.ts'
import { judge, judgeHeld, NO_TRUST, type Refusal, readTrust, type TrustState } from './trust.ts'
import { within } from './wait.ts'

const MAX_BYTES = 4 << 20

/** Whom a page trusts. */
export interface Pins {
  /** Public keys, one of which must have signed; none: the edge is trusted. */
  keys: readonly string[]
  /** Whether an expired pack ranks where there is no other. */
  expired: 'rank' | 'refuse'
}

/** The manifests of one catalogue, each judged before anything opens it. */
export interface Manifests {
  /** The one that this device kept; null if there is none, or the page no longer takes it. */
  readonly held: Promise<Manifest | null>
  /**
   * Asks the edge.
   *
   * @param held what ranks now: a staged rollout may keep it
   * @param again after a failure: overlooks copies that the browser keeps
   * @throws what `download` throws, `edge/invalid`, or why the manifest is refused
   */
  latest(held: Manifest | null, again: boolean): Promise<Manifest>
  /** Keeps a manifest of {@link latest}, exactly as it came. */
  keep(manifest: Manifest): Promise<void>
}

const CODES: Record<Exclude<Refusal, 'invalid'>, string> = {
  unsigned: 'pack/unsigned',
  tampered: 'pack/tampered',
  'rolled-back': 'pack/older',
  forked: 'pack/forked',
  expired: 'pack/expired',
}

/**
 * @param base …/v1/c/NAME
 * @param filesAt told with each answer of the edge where it serves files: its `Tacit-Files`, or itself
 */
export function manifestsOf(
  base: string,
  cache: PackCache | null,
  downloads: Downloads,
  { keys, expired }: Pins,
  filesAt: (source: string) => void,
): Manifests {
  const url = keys.length > 0 ? `${base}/manifest.signed` : `${base}/manifest`
  const trustUrl = `${base}/trust`
  const received = new WeakMap<Manifest, Uint8Array<ArrayBuffer>>()
  let trust: TrustState | null = null
  const held = readHeld()

  async function kept(url: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const limit = { milliseconds: downloads.timeout }
    try {
      const response = await within(cache!.match(url), limit)
      return response ? new Uint8Array(await within(response.arrayBuffer(), limit)) : null
    } catch {
      return null
    }
  }

  /** What this device knows; another tab may have seen more since. */
  async function seen(): Promise<TrustState> {
    const bytes = await kept(trustUrl)
    try {
      return bytes ? readTrust(JSON.parse(new TextDecoder().decode(bytes))) : (trust ?? NO_TRUST)
    } catch {
      return trust ?? NO_TRUST
    }
  }

  /** Never waits for the disk: if it fails, this page still knows. */
  function remember(state: TrustState): void {
    trust = state
    void cache?.put(trustUrl, new Response(JSON.stringify(state))).catch(() => {})
  }

  async function readHeld(): Promise<Manifest | null> {
    const [bytes, before] = await Promise.all([kept(url), seen()])
    if (!bytes) return null
    const judged = await judgeHeld(bytes, before, { keys, expired })
    if (judged.verdict === 'refuse') return null
    // Earlier versions kept manifests without a state.
    if (Object.keys(before.seen).length === 0) {
      const first = await judge(bytes, before, { keys, expired })
      if (first.verdict === 'take') remember(first.state)
    }
    received.set(judged.manifest, bytes)
    return judged.manifest
  }

  async function fetchBytes(again: boolean): Promise<Uint8Array<ArrayBuffer> | null> {
    const answered = ({ headers }: Response) => {
      const place = headers.get('tacit-files')
      filesAt(place ? new URL(place, url).href : `${base}/files/`)
    }
    const wanted = { maxBytes: MAX_BYTES, answered, ...(again && { cache: 'reload' as const }) }
    try {
      return await download(url, downloads, wanted)
    } catch (error) {
      if (keys.length > 0 && statusOf(error) === 404) return null
      throw error
    }
  }

  return {
    held,
    async latest(current, again) {
      const bytes = await fetchBytes(again)
      if (bytes && !isJson(bytes))
        throw failure('edge/invalid', `${url} is not JSON: is there a login page in between?`)
      await held
      const judged = await judge(bytes, await seen(), { keys, expired, held: current })
      if (judged.verdict === 'refuse') throw refusalOf(judged)
      remember(judged.state)
      if (judged.verdict === 'wait') return current!
      received.set(judged.manifest, bytes!)
      return judged.manifest
    },
    async keep(manifest) {
      const bytes = received.get(manifest)
      if (bytes) await cache?.put(url, new Response(bytes))
    },
  }
}

function refusalOf({
  reason,
  code,
  message,
}: {
  reason: Refusal
  code?: string
  message: string
}): Error & Problem {
  return failure(reason === 'invalid' ? (code ?? 'pack/manifest') : CODES[reason], message)
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes))
    return true
  } catch {
    return false
  }
}
