import { TacitError } from '@tacit-rec/pack'

/** How a graph model is trained, whatever the model is. */
export interface TrainerSettings {
  /** Triples a step; by {@link batchFor} unless given. */
  batch: number
  learningRate: number
  /** Adam's L2: the loss ½·weightDecay·‖Θ‖². */
  weightDecay: number
  /** Epochs between validations. */
  validateEvery: number
  /** Validations without gain after which training ends. */
  patience: number
}

/**
 * Steps that an epoch takes at most. A step passes over every edge, so with a fixed batch the time of
 * an epoch grows with the square of the events; above 256 · 4096 = 1,048,576 events the batch grows.
 */
const MAX_STEPS = 256

/** Triples a step where nobody says so: METHOD 1's 4096, more above 1,048,576 fitted events. */
export function batchFor(events: number): number {
  return Math.max(TRAINER_DEFAULTS.batch, Math.ceil(events / MAX_STEPS))
}

/** METHOD 1 and 4; the weight decay as FIELD-NOTES measured it. */
export const TRAINER_DEFAULTS: Readonly<TrainerSettings> = {
  batch: 4096,
  learningRate: 1e-3,
  weightDecay: 2e-6,
  validateEvery: 3,
  patience: 20,
}

/** Epochs after which training ends where nobody says so. */
export const MAX_EPOCHS = 600

/** Parts the trainer's own settings from those that are the model's. */
export function partSettings(settings: Record<string, number> = {}): {
  trainer: Partial<TrainerSettings>
  model: Record<string, number>
} {
  const own = (name: string) => Object.hasOwn(TRAINER_DEFAULTS, name)
  const pick = (wanted: boolean) =>
    Object.fromEntries(Object.entries(settings).filter(([name]) => own(name) === wanted))
  return { trainer: pick(true), model: pick(false) }
}

/**
 * The defaults, then what the model says under the same names, then what the user says.
 *
 * @param events fitted, which the batch grows with
 * @throws TacitError `teacher/setting` for a value that makes no sense
 */
export function trainerSettings(
  model: Record<string, number | string>,
  events: number,
  given: Partial<TrainerSettings> = {},
): TrainerSettings {
  const settings = { ...TRAINER_DEFAULTS, batch: batchFor(events) }
  for (const name of Object.keys(settings) as (keyof TrainerSettings)[]) {
    const value = given[name] ?? model[name] ?? settings[name]
    const whole = name === 'batch' || name === 'validateEvery' || name === 'patience'
    const least = name === 'weightDecay' ? 0 : whole ? 1 : Number.MIN_VALUE
    if (typeof value !== 'number' || !(value >= least) || (whole && !Number.isInteger(value)))
      throw new TacitError(
        'teacher/setting',
        `setting ${name}: ${value} is no ${whole ? 'whole number of at least 1' : 'such number'}`,
      )
    settings[name] = value
  }
  return settings
}
