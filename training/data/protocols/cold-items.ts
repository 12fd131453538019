import { type Case, eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Dataset, Split } from '../types.ts'
import { hashShare, TENTH } from './hash-share.ts'

/** h(item) of docs/method.md#cold-items-protocol, in [0, 1). */
export function itemShare(id: string): number {
  return hashShare(`tacit:cold:${id}`)
}

/** The two splits of `cold-items`. */
export interface ColdParts {
  /** Items with h < .1 are hidden and are the targets; all events of the others are fitted. */
  test: Pick<Split, 'fit' | 'test'>
  /** Items with h < .2 are hidden; those with h ≥ .1 are the targets. */
  choose: Pick<Split, 'fit' | 'valid' | 'test'>
}

/**
 * `cold-items`: the events of hidden items are removed from the fit. The input of a user is their
 * events with the other items; the targets are the hidden items that they took.
 *
 * Settings are chosen on a split of their own, because the fit for the test contains the validation
 * items. That split hides the test items too, so no setting is chosen by them.
 */
export function coldItems(dataset: Dataset): ColdParts {
  const share = Float64Array.from(dataset.items, itemShare)
  const rows = eventsOfUsers(dataset)
  const within = (min: number, below: number) =>
    rows.map((row) =>
      row.filter((e) => share[dataset.item[e]] >= min && share[dataset.item[e]] < below),
    )
  const cut = (inputs: Int32Array[], held: Int32Array[]) => ({
    fit: gatherSequences(dataset, inputs),
    cases: gatherCases(
      dataset,
      inputs.flatMap((input, user): Case[] =>
        input.length ? [{ user, input, held: held[user] }] : [],
      ),
    ),
  })
  const test = cut(within(TENTH, 1), within(0, TENTH))
  const choose = cut(within(2 * TENTH, 1), within(TENTH, 2 * TENTH))
  return {
    test: { fit: test.fit, test: test.cases },
    choose: { fit: choose.fit, valid: choose.cases, test: gatherCases(dataset, []) },
  }
}
