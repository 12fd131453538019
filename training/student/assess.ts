import type { Calibration } from '@tacit-rec/engine'
import { type Cases, type Dataset, pickRows, type Split, wholeHistories } from '../data/index.ts'
import {
  type CalibrationCases,
  calibrate,
  ownRanks,
  type Ranker,
  testMembership,
} from '../evaluate/index.ts'
import { sampleRows } from '../teachers/index.ts'
import { filledRows } from './memory/index.ts'
import type { Assessment, Distilled } from './types.ts'

/** Cases that probabilities are fitted on, and as many to test them, max. */
const MAX_CASES = 2000
/** Fitted people, and as many others, max. */
const MAX_PEOPLE = 500

/**
 * Calibrates a ranker on validation cases and tests it on the test cases; without those, each half of the
 * validation cases does one of the two. Fitted people are compared with the held-out ones.
 */
export function assess(ranker: Ranker, dataset: Dataset, split: Split): Assessment {
  const { protocol, valid, test, fit } = split
  const items = dataset.items.length
  const held = test.users.length > 0 ? test : valid
  const [fitted, tested] = held === test ? [sampleOf(valid), sampleOf(test)] : halves(valid)
  const isUnseen = protocol === 'unseen-users'
  const others = Array.from(sampleRows(held.users.length, MAX_PEOPLE), (row) => held.users[row])
  return {
    calibration: protocol === 'cold-items' ? null : calibrate(ranker, items, fitted, tested),
    membership: isUnseen
      ? testMembership(
          ownRanks(ranker, items),
          pickRows(fit, filledRows(fit, MAX_PEOPLE)),
          wholeHistories(dataset, others),
        )
      : null,
  }
}

function sampleOf(cases: Cases): CalibrationCases {
  return { cases, rows: sampleRows(cases.users.length, MAX_CASES) }
}

function halves(cases: Cases): CalibrationCases[] {
  const rows = sampleRows(cases.users.length, 2 * MAX_CASES)
  return [0, 1].map((half) => ({ cases, rows: rows.filter((_, n) => n % 2 === half) }))
}

/** A student that tells probabilities, if it was calibrated. */
export function calibrated(distilled: Distilled): Distilled {
  const reliability = distilled.assessment?.calibration
  if (!reliability) return distilled
  const { slope, intercept } = reliability
  const calibration: Calibration = { slope, intercept }
  const { draft } = distilled
  const { manifest } = draft
  const score = { ...manifest.score, calibration }
  return { ...distilled, draft: { ...draft, manifest: { ...manifest, score } } }
}
