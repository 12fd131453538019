import { type Case, eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Dataset, Split } from '../types.ts'
import { hashShare, TENTH } from './hash-share.ts'

/** h(item) of METHOD.md 4, with "tacit:cold:" before the id. */
export function itemShare(id: string): number {
  return hashShare(`tacit:cold:${id}`)
}

/** `cold-items` cut twice: to test on, and to choose on. */
export interface ColdParts {
  /** Items with h < .1 hidden; every event of the others fitted. */
  test: Pick<Split, 'fit' | 'test'>
  /** Items with h < .2 hidden, those of the test too; the second tenth is what is to be found. */
  choose: Pick<Split, 'fit' | 'valid' | 'test'>
}

/**
 * `cold-items`: items with h < .1 are hidden from the fit; the input is what a user took of the
 * others, the targets are the hidden items that they took. Settings are chosen in a fit of its own,
 * since the last one has seen the validation items: there .1 ≤ h < .2 is to be found, and the test
 * items stay hidden, so that nothing is chosen by them.
 */
export function coldItems(dataset: Dataset): ColdParts {
  const share = Float64Array.from(dataset.items, itemShare)
  const rows = eventsOfUsers(dataset)
  const within = (least: number, below: number) =>
    rows.map((row) =>
      row.filter((e) => share[dataset.item[e]] >= least && share[dataset.item[e]] < below),
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
  const last = cut(within(TENTH, 1), within(0, TENTH))
  const choose = cut(within(2 * TENTH, 1), within(TENTH, 2 * TENTH))
  return {
    test: { fit: last.fit, test: last.cases },
    choose: { fit: choose.fit, valid: choose.cases, test: gatherCases(dataset, []) },
  }
}
