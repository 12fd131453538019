import type { Contributable } from '../contributable.ts'
import { problemOf } from '../failure.ts'
import type { Measured } from '../messages.ts'
import type { Second } from './giver.ts'
import { type Kept, type KeptStore, type Plan, withoutBody } from './kept.ts'
import { pairsOf } from './pairs.ts'
import type { GiverWorker } from './worker.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** Epochs after which a device stops: its leak adds up. */
const MAX_EPOCHS = 13
/** In ms: a page that hears of a failed request and is still there after it is not being left. */
const LEAVING = 1000
/** Longer than a step takes, in ms. A second tab that takes over early does no harm: shares count once. */
const BUSY = 5000

interface Context {
  second: Second
  catalogue: string
  store: KeptStore
  worker: GiverWorker
  /** What the history could give, and the clusters of the pack. */
  contributable(): Promise<Contributable>
  /** Whether the newest event would have been listed. */
  measure(): Promise<Measured | null>
  /** The secret of the preview before this, so that the very pairs that it showed go. */
  secret(): Uint8Array
}

/** What is left to do in this page: wait until a time in ms since 1970, or nothing. */
type Next = number | null

/**
 * One step of contributing: to ask for the parameters, to wait for the random moment, to seal, to send.
 * Every step begins with what is stored and ends in one transaction, so that a page may be left at any
 * point and another tab goes on.
 *
 * @returns when the next step is due; null: nothing is left to do
 */
export async function step(context: Context): Promise<Next> {
  const now = Date.now()
  const { kept } = await context.store.change(() => undefined)
  if (kept?.consent !== 'granted') return null
  const { plan } = kept
  if (!plan || now >= plan.closes) return kept.epochs < MAX_EPOCHS ? begin(context, kept) : null
  // Not all devices at once ask for the next terms.
  if (plan.state === 'sent') return plan.closes + random() * MINUTE
  if (now < plan.moment) return plan.moment
  if (now < plan.busy) return plan.busy
  const claimed = await context.store.change((before) =>
    before?.plan && before.plan.busy === plan.busy && isSame(before.plan, plan)
      ? { ...before, plan: { ...before.plan, busy: now + BUSY } }
      : undefined,
  )
  if (claimed.kept?.plan?.busy !== now + BUSY) return now + BUSY
  try {
    return plan.body && plan.state !== 'planned'
      ? await send(context, claimed.kept.plan)
      : await seal(context, claimed.kept)
  } catch (error) {
    return later(context, plan, error)
  }
}

/** Asks for the parameters of the epoch that is open, and draws the moment. */
async function begin(context: Context, before: Kept): Promise<Next> {
  const { second, catalogue, store, worker } = context
  const { clusters } = await context.contributable()
  if (clusters === null) return null
  const expected = { catalogue, clusters: base64Url(clusters) }
  const { text, parameters } = await worker.call('parameters', second, expected, null)
  const { epoch, closes } = parameters
  const now = Date.now()
  // Whoever was not here again before an epoch's end goes soon: a late moment would pass as well.
  const isMissed = before.plan !== undefined && before.plan.state !== 'sent'
  const span = Math.min(isMissed ? MINUTE : DAY, (closes - now) / 2)
  const plan: Plan = {
    ...{ epoch, closes, text, secret: context.secret(), moment: now + random() * span },
    ...{ state: 'planned', pairs: [], busy: 0 },
  }
  const { kept } = await store.change((known) => {
    if (known?.consent !== 'granted') return undefined
    // Another tab was faster, or the server went back.
    if (known.plan && known.plan.epoch >= epoch) return undefined
    return { ...known, plan }
  })
  const drawn = kept?.plan
  return drawn && drawn.closes > now ? drawn.moment : null
}

/** Seals the messages of all slots, and keeps them if the history still has what they hold. */
async function seal(context: Context, kept: Kept): Promise<Next> {
  const plan = kept.plan!
  const { second, catalogue, store, worker } = context
  const from = await context.contributable()
  if (from.clusters === null) return null
  const expected = { catalogue, clusters: base64Url(from.clusters) }
  const { parameters } = await worker.call('parameters', second, expected, plan.text)
  const candidates = pairsOf(from, kept.given)
  const { chosen, measures } = await worker.call('choose', candidates, plan.secret, parameters)
  const measured = measures ? await context.measure() : null
  const body = await worker.call('seal', second, parameters, chosen, plan.secret, measured)
  // Also those of which no coin said yes: a pair is spent either way.
  const pairs = chosen.map(({ i, j }) => [i, j] as const)
  const after = await store.change((before, { events }) => {
    if (!before?.plan || !isSame(before.plan, plan)) return undefined
    const there = new Set(events.map(({ item }) => item))
    // An item that was removed meanwhile does not go: the next step seals again.
    const isThere = chosen.every(({ i, j }) => there.has(i) && there.has(j))
    const next = isThere ? { ...plan, state: 'sealed' as const, body, pairs } : withoutBody(plan)
    return { ...before, plan: { ...next, busy: 0 } }
  })
  return after.kept?.plan ? Date.now() : null
}

/** Sends the messages. The pairs count as given before the first byte leaves. */
async function send(context: Context, plan: Plan): Promise<Next> {
  const { second, catalogue, store, worker } = context
  const from = await context.contributable()
  const named = new Set(pairsOf(from, []).map(({ i, j }) => JSON.stringify([i, j])))
  const mayGo = plan.pairs.every((pair) => named.has(JSON.stringify(pair)))
  const { kept } = await store.change((before) => {
    if (!before?.plan || !isSame(before.plan, plan)) return undefined
    // An interest that was muted since, or an item that was removed.
    if (!mayGo) return { ...before, plan: { ...withoutBody(before.plan), busy: 0 } }
    if (before.plan.state === 'sending') return undefined
    return {
      ...before,
      epochs: before.epochs + 1,
      given: [...before.given, ...plan.pairs],
      plan: { ...before.plan, state: 'sending' },
    }
  })
  if (kept?.plan?.state !== 'sending' || !kept.plan.body) return kept?.plan ? Date.now() : null
  const expected = { catalogue, clusters: base64Url(from.clusters ?? '') }
  const { parameters } = await worker.call('parameters', second, expected, plan.text)
  await worker.call('send', second, parameters, kept.plan.body)
  await store.change((before) => {
    if (!before?.plan || !isSame(before.plan, plan)) return undefined
    return { ...before, plan: { ...withoutBody({ ...before.plan, state: 'sent' }), busy: 0 } }
  })
  return plan.closes + random() * MINUTE
}

/** After a failure: the next day where a limit was reached, else in some minutes. */
async function later({ store }: Context, plan: Plan, error: unknown): Promise<Next> {
  console.debug('[tacit]', problemOf(error).message)
  const status = (error as { status?: number }).status
  // A browser ends the requests of a page before it leaves it: the next page goes on at once.
  if (status === undefined) await new Promise((passed) => setTimeout(passed, LEAVING))
  const wait = status === 429 ? DAY * (0.5 + random()) : MINUTE * (1 + 9 * random())
  const moment = Date.now() + wait
  await store.change((before) => {
    if (!before?.plan || !isSame(before.plan, plan)) return undefined
    return { ...before, plan: { ...before.plan, moment, busy: 0 } }
  })
  return moment
}

/** Whether two plans are of one epoch and one device: after a no and a yes the secret is another. */
function isSame(a: Plan, b: Plan): boolean {
  return a.epoch === b.epoch && a.secret.join() === b.secret.join()
}

/** Uniform in [0, 1). */
function random(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] / 2 ** 32
}

/** Bytes in hex, as base64url. */
export function base64Url(hex: string): string {
  const bytes = hex.match(/../g)?.map((two) => String.fromCharCode(Number.parseInt(two, 16))) ?? []
  return btoa(bytes.join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
