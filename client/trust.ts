/**
 * Which manifest a device takes. Pure functions: the caller fetches, stores the state as JSON, and
 * keeps the bytes of the last manifest that was taken, exactly as they came.
 */
import {
  isExpired,
  type Manifest,
  type Place,
  placeOf,
  readManifest,
  remember,
  type Seen,
  sha256Hex,
  TacitError,
  type VerifySignature,
  verifyEnvelope,
} from '@tacit-rec/pack'
import { verifyAnywhere } from './ed25519.ts'

/** What a device remembers of the manifests of one catalogue. Nothing in it is about a person. */
export interface TrustState {
  /** By keyid; '' for manifests of pages that pin no key. */
  seen: Record<string, Seen>
  /** Whether the device takes part in a staged rollout, by the SHA-256 of its manifest. */
  coins: Record<string, boolean>
}

/** Why a manifest was refused. */
export type Refusal = 'unsigned' | 'tampered' | 'rolled-back' | 'forked' | 'expired' | 'invalid'

export interface TrustOptions {
  /** Public keys that the page pins. With none, the bytes are a bare manifest. */
  keys?: readonly string[]
  /** Whether an expired pack ranks where there is no other. Default: `rank`. */
  expired?: 'rank' | 'refuse'
  /** The manifest of the pack that the device has, which the judgement may prefer. */
  held?: Manifest | null
  /** Milliseconds since 1970. Default: the device's clock. */
  now?: number
  /** From 0 to 1. Default: `Math.random`. */
  random?: () => number
  /** Default: WebCrypto, with a library where it lacks Ed25519. */
  verify?: VerifySignature
}

/** A manifest that a device may open. */
export interface Trusted {
  verdict: 'take'
  manifest: Manifest
  /** The manifest's exact bytes, unknown fields included. */
  bytes: Uint8Array
  /** Whether it has expired, and ranks because it is all there is. */
  stale: boolean
  state: TrustState
}

/** A manifest that a staged rollout gives to other devices first: the held pack stays. */
export interface Waiting {
  verdict: 'wait'
  state: TrustState
}

/** A manifest that the device does not open: the held pack stays. */
export interface Refused {
  verdict: 'refuse'
  reason: Refusal
  /** What an invalid manifest or pin is. */
  code?: string
  /** For the page's author: thing, value, remedy. */
  message: string
  /** As it was. */
  state: TrustState
}

export const NO_TRUST: TrustState = { seen: {}, coins: {} }

/** More manifests than a device meets between two rollouts. */
const MAX_COINS = 16
/** A fall of a bare manifest's sequence beyond this repairs one that was raised by mistake. */
const MAX_JUMP = 2 ** 20

/**
 * Judges what an edge gave: an envelope, or a bare manifest where the page pins no key. Every pinned
 * key that signed it must find its sequence new or the same. A key that the device meets for the
 * first time starts anew, which undoes a sequence that a stolen key has raised.
 *
 * @param bytes null if the edge has no `manifest.signed`
 */
export async function judge(
  bytes: Uint8Array | null,
  state: TrustState,
  options: TrustOptions = {},
): Promise<Trusted | Waiting | Refused> {
  const { expired = 'rank', held = null, now = Date.now(), random = Math.random } = options
  const refuse = (reason: Refusal, message: string): Refused => ({
    verdict: 'refuse',
    reason,
    message,
    state,
  })
  const opened = await open(bytes, options)
  if ('reason' in opened) return { verdict: 'refuse', ...opened, state }
  const { manifest, bytes: exact, keyids } = opened
  const { sequence, previous, rollout } = manifest
  const sha256 = await sha256Hex(exact)
  const link = { sequence, previous, sha256 }
  for (const keyid of keyids) {
    const before = seenBy(state, keyid, sequence)
    const place = keyid === '' ? placeByEdge(before, sequence) : placeOf(before, link)
    if (isRefused(place)) return refuse(place, messageOf(place, sequence, keyid))
  }
  const stale = isExpired(manifest, now)
  const better = held && !isExpired(held, now)
  if (stale && (expired === 'refuse' || better))
    return refuse('expired', `the pack expired at ${manifest.expires}: publish a new one`)

  const seen = { ...state.seen }
  for (const keyid of keyids) seen[keyid] = remember(seenBy(state, keyid, sequence), link)
  if (!rollout || rollout.share === 1 || !held) return take({ seen, coins: state.coins })
  // A fresh coin for each manifest: one coin for all would tell the edge which device asks.
  const takes = state.coins[sha256] ?? random() < rollout.share
  const next = { seen, coins: newest({ ...state.coins, [sha256]: takes }) }
  return takes ? take(next) : { verdict: 'wait', state: next }

  function take(state: TrustState): Trusted {
    return { verdict: 'take', manifest, bytes: exact, stale, state }
  }
}

/**
 * Judges again what the device has stored, for a start from the cache: a key may have been unpinned
 * since, or the pack may have expired. Its place in the chain was judged when it came.
 */
export async function judgeHeld(
  bytes: Uint8Array,
  state: TrustState,
  { now = Date.now(), expired = 'rank', ...options }: TrustOptions = {},
): Promise<Trusted | Refused> {
  const opened = await open(bytes, options)
  if ('reason' in opened) return { verdict: 'refuse', ...opened, state }
  const { manifest } = opened
  const stale = isExpired(manifest, now)
  if (!stale || expired === 'rank')
    return { verdict: 'take', manifest, bytes: opened.bytes, stale, state }
  const message = `the pack expired at ${manifest.expires}: publish a new one`
  return { verdict: 'refuse', reason: 'expired', message, state }
}

/** Reads a stored state; anything else starts anew. */
export function readTrust(stored: unknown): TrustState {
  const { seen, coins } = (stored ?? {}) as Partial<TrustState>
  const isState =
    isObject(seen) &&
    isObject(coins) &&
    Object.values(seen).every(
      (each) => isObject(each) && Number.isSafeInteger(each.sequence) && Array.isArray(each.hashes),
    )
  return isState ? { seen, coins } : NO_TRUST
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Opened {
  manifest: Manifest
  bytes: Uint8Array
  keyids: string[]
}

async function open(
  bytes: Uint8Array | null,
  { keys = [], verify = verifyAnywhere }: TrustOptions,
): Promise<Opened | Pick<Refused, 'reason' | 'code' | 'message'>> {
  if (!bytes)
    return { reason: 'unsigned', message: 'the edge has no signed manifest: publish with a key' }
  try {
    const verified =
      keys.length > 0
        ? await verifyEnvelope(bytes, keys, verify)
        : { manifest: bytes, keyids: [''] }
    return {
      manifest: readManifest(verified.manifest),
      bytes: verified.manifest,
      keyids: verified.keyids,
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const code = error instanceof TacitError ? error.code : 'pack/manifest'
    return { reason: REASONS[code] ?? 'invalid', code, message }
  }
}

const REASONS: Record<string, Refusal> = {
  'sign/envelope': 'tampered',
  'sign/tampered': 'tampered',
  'sign/unsigned': 'unsigned',
}

/** Pages that pin no key trust their edge, so it may take back a sequence that leapt. */
function seenBy({ seen }: TrustState, keyid: string, sequence: number): Seen | undefined {
  const own = seen[keyid]
  const isRepair = keyid === '' && own && own.sequence - sequence > MAX_JUMP
  return isRepair ? undefined : own
}

/** An edge that is trusted may replace a manifest; it only never goes back. */
function placeByEdge(seen: Seen | undefined, sequence: number): Place {
  return seen && sequence < seen.sequence ? 'rolled-back' : 'new'
}

function isRefused(place: Place): place is 'rolled-back' | 'forked' {
  return place === 'rolled-back' || place === 'forked'
}

function messageOf(place: 'rolled-back' | 'forked', sequence: number, keyid: string): string {
  const key = keyid ? ` of key ${keyid}` : ''
  return place === 'forked'
    ? `sequence ${sequence}${key} contradicts a manifest that this device has seen: somebody else ` +
        'signs with this key, or an edge shows several packs'
    : `sequence ${sequence}${key} is older than what this device has seen: to roll back, run ` +
        'tacit rollback, which signs a new manifest'
}

function newest(coins: Record<string, boolean>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(coins).slice(-MAX_COINS))
}
