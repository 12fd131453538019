import { TacitError } from '@tacit-rec/pack'
import { CUTOFFS } from '../evaluate/index.ts'
import type { Facts } from './stored.ts'

/** Larger falls against what is live are refused: they are rather a broken export than the truth. */
const MAX_FALL = { items: 0.1, events: 0.5, quality: 0.2 }

/**
 * Refuses a pack that is much poorer than what is live, or older. What neither manifest states is
 * not compared.
 *
 * @throws TacitError `publish/items`, `publish/events`, `publish/quality` or `publish/older`
 */
export function assertNoFall(next: Facts, live: Facts): void {
  if (next.created < live.created)
    throw new TacitError(
      'publish/older',
      `the pack was made at ${next.created}, before the live one (${live.created}): train it again, ` +
        'run tacit rollback to go back, or pass --force',
    )
  assertCount('items', next.items, live.items)
  assertCount('events', next.training.events, live.training.events)
  for (const [name, then, now] of scores(live, next)) {
    if (!isFall(then, now, MAX_FALL.quality)) continue
    throw new TacitError(
      'publish/quality',
      `${name} fell from ${then.toFixed(4)} to ${now.toFixed(4)} (${fall(then, now)}), by more ` +
        `than ${100 * MAX_FALL.quality} %: look at the data of this training, or pass --force`,
    )
  }
}

function assertCount(what: 'items' | 'events', now?: number, then?: number): void {
  if (now === undefined || then === undefined || !isFall(then, now, MAX_FALL[what])) return
  throw new TacitError(
    `publish/${what}`,
    `the pack has ${now} ${what}, the live one ${then} (${fall(then, now)}), a fall by more than ` +
      `${100 * MAX_FALL[what]} %: check what was exported, or pass --force`,
  )
}

/** NDCG at the middle cut-off, by every protocol that both were evaluated on. */
function scores(live: Facts, next: Facts): [name: string, then: number, now: number][] {
  return Object.keys(live.evaluation ?? {}).flatMap((protocol) => {
    const [then, now] = [live, next].map(({ evaluation }) => ndcgOf(evaluation?.[protocol]))
    const name = `NDCG@${CUTOFFS[1]} (${protocol})`
    return then === undefined || now === undefined ? [] : [[name, then, now] as const]
  }) as [string, number, number][]
}

function ndcgOf(metrics: unknown): number | undefined {
  const { ndcg } = (metrics ?? {}) as { ndcg?: Record<string, unknown> }
  const value = ndcg?.[CUTOFFS[1]]
  return typeof value === 'number' ? value : undefined
}

/** Whether `now` is below `then` by more than a share of it, beyond rounding. */
function isFall(then: number, now: number, share: number): boolean {
  return then - now > then * (share + 1e-9)
}

function fall(then: number, now: number): string {
  return `−${(100 * (1 - now / then)).toFixed(0)} %`
}
