import { POSITIVE, readSettings, type SettingRules, WHOLE } from '../../settings.ts'
import type { Setting } from '../../types.ts'

/** docs/method.md#training-settings */
export const TRAINER_DEFAULTS = {
  /** Triples a step; {@link batchFor} raises it on large data. */
  batch: 4096,
  learningRate: 1e-3,
  /** Adam's L2: the loss ½·weightDecay·‖Θ‖². */
  weightDecay: 2e-6,
  /** Epochs between validations. */
  validateEvery: 3,
  /** Validations without gain after which training ends. */
  patience: 20,
}

/** How a graph model is trained, whatever the model is. */
export type TrainerSettings = typeof TRAINER_DEFAULTS

const RULES: SettingRules = {
  batch: WHOLE,
  learningRate: POSITIVE,
  validateEvery: WHOLE,
  patience: WHOLE,
}

/**
 * Max steps of an epoch. A step passes over every edge, so with a fixed batch the time of an epoch
 * grows with the square of the events; above 256 · 4096 = 1,048,576 events the batch grows instead.
 */
const MAX_STEPS = 256

/** Default triples a step: 4096, more above 1,048,576 fitted events. */
export function batchFor(events: number): number {
  return Math.max(TRAINER_DEFAULTS.batch, Math.ceil(events / MAX_STEPS))
}

/** Default max number of epochs. */
export const MAX_EPOCHS = 600

/** Separates the trainer's settings from the model's. */
export function partSettings(settings: Setting = {}): {
  trainer: Partial<TrainerSettings>
  model: Setting
} {
  const own = (name: string) => Object.hasOwn(TRAINER_DEFAULTS, name)
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => own(name) === wanted))
  return { trainer: pick(true), model: pick(false) }
}

/**
 * The trainer's defaults, overridden by the model's settings of the same names, then by the user's.
 *
 * @param events number of fitted events, which the batch grows with
 * @throws TacitError `teacher/setting` for a value outside of its rule
 */
export function trainerSettings(
  model: Record<string, number | string>,
  events: number,
  given: Partial<TrainerSettings> = {},
): TrainerSettings {
  const numbers = [...Object.entries(model), ...Object.entries(given)].filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  )
  const defaults = { ...TRAINER_DEFAULTS, batch: batchFor(events) }
  return readSettings(defaults, Object.fromEntries(numbers), RULES)
}
