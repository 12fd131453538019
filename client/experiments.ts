import { kindNamed } from '@tacit-rec/pack'
import type { Device } from './device.ts'
import { seedOf, unit } from './shape/chance.ts'
import type { Experiment, ExperimentCounts, ExperimentOptions } from './types.ts'

/** The arm of devices that an experiment leaves without personalization. */
const HOLDOUT = 'holdout'

/** What experiments make of one list. */
export interface Part {
  /** This device's arms, by experiment. */
  arms: Record<string, string>
  options: ExperimentOptions
  isHeldOut: boolean
}

/** Assigns this device to arms, and counts here what follows. */
export interface Experiments {
  /** Nothing before consent. */
  of(placement: string | null): Part
  arm(name: string): string | null
  count(arms: Readonly<Record<string, string>>, what: string): void
  /** Counts an event in every arm that this device was exposed to. */
  outcome(kind: string, value: unknown): void
  counts(): ExperimentCounts[]
}

/** @param isGranted whether there is consent: without it no device is assigned */
export function experimentsOf(
  all: readonly Experiment[],
  device: Device,
  isGranted: () => boolean,
): Experiments {
  function assigned(): { experiment: Experiment; arm: string }[] {
    if (all.length === 0 || !isGranted()) return []
    const seed = device.seed()
    // An arm is for good, so what decides it must be kept.
    if (!device.isStored) device.save()
    return all.map((experiment) => ({ experiment, arm: armOf(experiment, seed) }))
  }

  function add(name: string, arm: string, what: string, by: number): void {
    device.counts[name] ??= {}
    device.counts[name][arm] ??= {}
    const counts = device.counts[name][arm]
    counts[what] = (counts[what] ?? 0) + by
  }

  return {
    of(placement) {
      const part: Part = { arms: {}, options: {}, isHeldOut: false }
      for (const { experiment, arm } of assigned()) {
        if (experiment.placement !== undefined && experiment.placement !== placement) continue
        part.arms[experiment.name] = arm
        if (arm === HOLDOUT) part.isHeldOut = true
        else Object.assign(part.options, experiment.arms.find(({ name }) => name === arm)?.options)
      }
      return part
    },
    arm: (name) => assigned().find(({ experiment }) => experiment.name === name)?.arm ?? null,
    count(arms, what) {
      const all = Object.entries(arms)
      for (const [name, arm] of all) add(name, arm, what, 1)
      if (all.length > 0) device.save()
    },
    outcome(given, value) {
      const kind = kindNamed(given)?.name ?? given
      if (all.length === 0) return
      for (const { experiment, arm } of assigned()) {
        const { name } = experiment
        if (!device.counts[name]?.[arm]?.exposures) continue
        add(name, arm, `${kind}s`, 1)
        if (typeof value === 'number' && Number.isFinite(value))
          add(name, arm, `${kind} value`, value)
      }
      device.save()
    },
    counts: () =>
      assigned().map(({ experiment: { name }, arm }) => ({
        experiment: name,
        arm,
        counts: { ...device.counts[name]?.[arm] },
      })),
  }
}

/** The same arm for one device always: shares of [0, 1), the holdout first. */
function armOf({ name, holdout = 0, arms }: Experiment, seed: string): string {
  const chance = unit(seedOf(seed), seedOf(name))
  if (chance < holdout) return HOLDOUT
  const total = arms.reduce((sum, { share = 1 }) => sum + share, 0)
  let left = ((chance - holdout) / (1 - holdout)) * total
  for (const { name: arm, share = 1 } of arms) {
    left -= share
    if (left < 0) return arm
  }
  return arms[arms.length - 1].name
}

/** Reads experiments that may be anything. */
export function readExperiments(given: unknown, warn: (message: string) => void): Experiment[] {
  if (given === undefined) return []
  const list = Array.isArray(given) ? given : [given]
  return list.filter((one, n) => {
    const arms = one?.arms
    const isShare = (value: unknown) =>
      value === undefined || (typeof value === 'number' && value >= 0 && Number.isFinite(value))
    const isValid =
      typeof one?.name === 'string' &&
      isShare(one.holdout) &&
      (one.holdout ?? 0) < 1 &&
      Array.isArray(arms) &&
      arms.length > 0 &&
      arms.every((arm) => typeof arm?.name === 'string' && isShare(arm.share)) &&
      arms.some((arm) => (arm.share ?? 1) > 0)
    if (!isValid)
      warn(`experiments[${n}] is not { name, arms: [{ name, share, options }], holdout }: ignored`)
    return isValid
  })
}
