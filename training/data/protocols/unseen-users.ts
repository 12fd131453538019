import { type Case, eventsOfUsers, gatherCases, gatherSequences } from '../sequences.ts'
import type { Dataset, SplitParts } from '../types.ts'
import { hashShare, sha256, TENTH } from './hash-share.ts'

const INPUT_SHARE = 0.8

/** h(user) of docs/method.md#unseen-users, in [0, 1). */
export function userShare(id: string): number {
  return hashShare(`tacit:unseen:${id}`)
}

/**
 * `unseen-users`: users with h < .1 are the test, those with .1 ≤ h < .2 the validation. All events
 * of the others are fitted.
 */
export function unseenUsers(dataset: Dataset): SplitParts {
  const share = dataset.users.map(userShare)
  const isTest = (user: number) => share[user] < TENTH
  const isValid = (user: number) => share[user] >= TENTH && share[user] < 2 * TENTH
  return holdOut(dataset, isValid, isTest)
}

/** For protocol `all`: holds out the validation users only, and fits the test users too. */
export function unseenValidation(dataset: Dataset): SplitParts {
  const share = dataset.users.map(userShare)
  const isValid = (user: number) => share[user] >= TENTH && share[user] < 2 * TENTH
  return holdOut(dataset, isValid, () => false)
}

function holdOut(
  dataset: Dataset,
  isValid: (user: number) => boolean,
  isTest: (user: number) => boolean,
): SplitParts {
  const rows = eventsOfUsers(dataset)
  const none = new Int32Array(0)
  const users = Array.from(rows.keys())
  const inFiles = dataset.clock === 'none' && dataset.part.some((part) => part > 0)
  const cases = users
    .filter((user) => isValid(user) || isTest(user))
    .map((user) => cutUser(dataset, user, rows[user], inFiles))
  const valid = gatherCases(
    dataset,
    cases.filter(({ user }) => isValid(user)),
  )
  const test = gatherCases(
    dataset,
    cases.filter(({ user }) => isTest(user)),
  )
  const fitted = rows.map((row, user) => (isValid(user) || isTest(user) ? none : row))
  const withInputs = fitted.slice()
  for (const { user, input } of cases) withInputs[user] = Int32Array.from(input)
  return {
    fit: gatherSequences(dataset, fitted),
    valid,
    test,
    transductive: gatherSequences(dataset, withInputs),
  }
}

/**
 * Cuts the events of a held-out user into input and targets. With time the first max(1, ⌊0.8 n⌋)
 * events are the input. Without time but with split files, the train rows are the input and the
 * test rows the targets. With neither, the events are shuffled by SHA-256 of user and item, so the
 * order does not depend on the file, and cut as with time.
 */
function cutUser(dataset: Dataset, user: number, row: Int32Array, inFiles: boolean): Case {
  const { clock, part } = dataset
  if (inFiles) {
    return {
      user,
      input: row.filter((e) => part[e] === 0),
      held: row.filter((e) => part[e] === 2),
    }
  }
  const ordered = clock === 'none' ? shuffled(dataset, user, row) : row
  const at = Math.max(1, Math.floor(INPUT_SHARE * row.length))
  return { user, input: ordered.subarray(0, at), held: ordered.subarray(at) }
}

function shuffled(dataset: Dataset, user: number, row: Int32Array): Int32Array {
  const key = (e: number) =>
    sha256(`tacit:unseen-order:${dataset.users[user]}\0${dataset.items[dataset.item[e]]}`)
  const keyed = Array.from(row, (e) => ({ e, key: key(e) }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key) || a.e - b.e)
  return Int32Array.from(keyed, ({ e }) => e)
}
