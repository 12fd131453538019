import { type History, historyAt, type Sequences } from '../data/index.ts'
import type { Ranker } from './metrics.ts'

/** Items of a history, its newest, that are asked for one by one. */
const ASKED = 8
/** The share of others that may be taken for members. */
const FALSE_POSITIVES = 0.01
/** Quantile of the normal distribution, for 95 %. */
const Z = 1.96

/**
 * Whether one who has a pack, and the history of a person, can tell if that history was fitted
 * (docs/method.md#membership).
 */
export interface Membership {
  /** Fitted people, and people of the same data who were not fitted. */
  members: number
  others: number
  /** The probability that a fitted person's statistic exceeds another's; .5: no better than chance. */
  auc: number
  /** 95 % (Hanley & McNeil, Radiology 1982). */
  interval: [low: number, high: number]
  /** The share of members that are found where 1 % of the others are taken for one (Carlini et al., S&P 2022). */
  found: number
}

/** How much a history looks as if it was fitted; null: too short to tell. */
export type MembershipStatistic = (history: History) => number | null

/**
 * The statistic of an attacker who ranks with the pack: −mean of ln rank_i(H∖i) over the items i of a
 * history H, each ranked by the others.
 *
 * @param items N
 */
export function ownRanks(ranker: Ranker, items: number): MembershipStatistic {
  const scores = new Float32Array(items)
  return (history) => {
    const own = [...new Set(history.item)]
    if (own.length < 2) return null
    const asked = own.slice(-ASKED)
    const ranks = asked.map((item) => {
      const rest = without(history, item)
      scores.fill(0)
      ranker.score(rest, scores)
      const others = new Set(rest.item)
      let rank = 1
      for (let i = 0; i < items; i++) if (scores[i] > scores[item] && !others.has(i)) rank++
      return rank
    })
    return -ranks.reduce((sum, rank) => sum + Math.log(rank), 0) / ranks.length
  }
}

function without({ user, item, kind, age, disliked }: History, left: number): History {
  const kept = Array.from(item.keys()).filter((e) => item[e] !== left)
  return {
    user,
    item: Int32Array.from(kept, (e) => item[e]),
    kind: Uint8Array.from(kept, (e) => kind[e]),
    age: Float32Array.from(kept, (e) => age[e]),
    disliked,
  }
}

/**
 * Compares fitted people with others by a statistic.
 *
 * @returns null if one of the two is empty
 */
export function testMembership(
  statistic: MembershipStatistic,
  members: Sequences,
  others: Sequences,
): Membership | null {
  const [fitted, unfitted] = [members, others].map((all) => valuesOf(statistic, all))
  return fitted.length > 0 && unfitted.length > 0 ? separation(fitted, unfitted) : null
}

function valuesOf(statistic: MembershipStatistic, all: Sequences): number[] {
  const rows = Array.from({ length: all.offsets.length - 1 }, (_, row) => row)
  return rows.flatMap((row) => statistic(historyAt(all, row)) ?? [])
}

/**
 * How well a statistic separates members from others. AUC is the Mann–Whitney statistic, with ties as a half.
 *
 * @param members n₁ values
 * @param others n₀ values
 */
export function separation(members: readonly number[], others: readonly number[]): Membership {
  const sorted = [...others].sort((a, b) => a - b)
  let wins = 0
  for (const value of members)
    wins += (below(sorted, value, false) + below(sorted, value, true)) / 2
  const [n, m] = [members.length, others.length]
  const auc = wins / (n * m)
  const [q1, q2] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)]
  const variance =
    (auc * (1 - auc) + (n - 1) * (q1 - auc * auc) + (m - 1) * (q2 - auc * auc)) / (n * m)
  const half = Z * Math.sqrt(Math.max(0, variance))
  const threshold = sorted[Math.ceil((1 - FALSE_POSITIVES) * m) - 1]
  return {
    members: n,
    others: m,
    auc,
    interval: [Math.max(0, auc - half), Math.min(1, auc + half)],
    found: members.filter((value) => value > threshold).length / n,
  }
}

/** How many sorted values are less than a value, or with `equal` at most it. */
function below(sorted: readonly number[], value: number, equal: boolean): number {
  let [from, to] = [0, sorted.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if (sorted[middle] < value || (equal && sorted[middle] === value)) from = middle + 1
    else to = middle
  }
  return from
}
