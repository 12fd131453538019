import { DurableObject } from 'cloudflare:workers'
import {
  evaluate,
  joinEvaluated,
  leakOf,
  newEpochKey,
  type Parameters,
  signParameters,
  slotsOf,
  splitBlinded,
  splitSealed,
} from '@tacit-rec/contribute'
import { TacitError, toBase64Url } from '@tacit-rec/pack'
import { type Catalogue, catalogueOf } from './catalogues.ts'
import { pseudonymOf } from './network.ts'
import { Refusal } from './refusal.ts'
import { release } from './release.ts'
import type { Settings } from './settings.ts'
import { type Kind, Store } from './store.ts'

const DAY = 86_400_000
/** Requests of a kind that a network may make on a day. */
const PER_DAY = 2
/** Room for more devices than the operator expects. */
const MARGIN = 1.2
/** After a release that failed. */
const RETRY = 600_000

/** An outcome that crosses the border of the object: errors lose their class on the way. */
export type Outcome = { body: Uint8Array } | { status: Refusal['status']; detail: string }

/**
 * The epochs of one catalogue. An epoch's key exists from its opening to its close. Its messages
 * leave only afterwards, in an order that says nothing, since they are stored by random numbers.
 */
export class Epochs extends DurableObject<Settings> {
  readonly #store = new Store(this.ctx.storage.sql)

  /** Signed parameters of the open epoch, which this opens where it must. */
  async parameters(name: string): Promise<string> {
    const catalogue = catalogueOf(this.env, name)
    return signParameters(await this.#open(catalogue), catalogue.signingKey)
  }

  /** Evaluates the slots of one device. */
  evaluate(name: string, epoch: number, address: string, body: Uint8Array) {
    return outcome(async () => {
      const parameters = await this.#admit(name, epoch, address, 'evaluate')
      const points = splitBlinded(body, slotsOf(parameters))
      const secret = this.#store.secretOf(epoch)
      if (!secret) throw closed(epoch)
      const key = { secret, public: this.#store.publicOf(epoch) }
      const { evaluated, proof } = evaluate(key, points)
      return joinEvaluated(evaluated, proof)
    })
  }

  /** Holds the sealed messages of one device until the epoch is closed. */
  hold(name: string, epoch: number, address: string, body: Uint8Array) {
    return outcome(async () => {
      const parameters = await this.#admit(name, epoch, address, 'hold')
      this.#store.hold(epoch, splitSealed(body, slotsOf(parameters)))
      return new Uint8Array()
    })
  }

  /** Numbers of an epoch that anybody may know. */
  async record(epoch: number) {
    return this.#store.recordOf(epoch)
  }

  /** Closes epochs whose time is over and releases what they hold. */
  override async alarm(): Promise<void> {
    const now = Date.now()
    this.ctx.storage.transactionSync(() => this.#store.destroyKeys(now))
    let isDone = true
    for (const epoch of this.#store.unreleased())
      isDone = (await this.#release(epoch).catch(() => false)) && isDone
    const next = isDone ? this.#store.nextClose() : now + RETRY
    if (next !== null) await this.ctx.storage.setAlarm(next)
  }

  #release(epoch: number): Promise<boolean> {
    const parameters = this.#store.parametersOf(epoch)
    const catalogue = catalogueOf(this.env, parameters?.catalogue ?? '')
    return release(this.#store, catalogue, epoch)
  }

  /** Writes the new epoch before anything is awaited, so that two requests never make two keys. */
  async #open(catalogue: Catalogue): Promise<Parameters> {
    const now = Date.now()
    const epoch = Math.floor(now / catalogue.epochMs)
    const known = this.#store.parametersOf(epoch)
    if (known) return known
    const { name, threshold, sample, pairs, measure, clusters, seal, devices, epochMs } = catalogue
    const key = newEpochKey()
    const parameters: Parameters = {
      version: 1,
      catalogue: name,
      epoch,
      opens: epoch * epochMs,
      closes: (epoch + 1) * epochMs,
      key: toBase64Url(key.public),
      threshold,
      sample,
      pairs,
      measure,
      clusters,
      seal,
      leak: leakOf(sample, threshold, slotsOf({ pairs })),
      evaluations: Math.ceil(devices * slotsOf({ pairs }) * MARGIN),
    }
    this.#store.open(parameters, key)
    const alarm = await this.ctx.storage.getAlarm()
    if (alarm === null || alarm > parameters.closes)
      await this.ctx.storage.setAlarm(parameters.closes)
    return parameters
  }

  /**
   * Counts a request against its network's day and the epoch's total.
   *
   * @throws Refusal 409 if the epoch is not open, 429 beyond a limit
   */
  async #admit(name: string, epoch: number, address: string, kind: Kind): Promise<Parameters> {
    const parameters = await this.#open(catalogueOf(this.env, name))
    const day = Math.floor(Date.now() / DAY)
    const who = await pseudonymOf(this.#store.saltOf(day), address)
    // From here to the end nothing is awaited: the key cannot go, and no other request is counted.
    if (parameters.epoch !== epoch || Date.now() >= parameters.closes) throw closed(epoch)
    const slots = slotsOf(parameters)
    const isOver =
      this.#store.countOf(day, who, kind) >= PER_DAY ||
      this.#store.spentOf(epoch, kind) + slots > parameters.evaluations
    this.#store.count(epoch, day, who, kind, isOver ? 0 : slots)
    if (isOver) throw new Refusal(429, 'the limit is reached: try on another day')
    return parameters
  }
}

function closed(epoch: number): Refusal {
  return new Refusal(409, `epoch ${epoch} is not open: fetch the parameters again`)
}

async function outcome(work: () => Promise<Uint8Array>): Promise<Outcome> {
  try {
    return { body: await work() }
  } catch (error) {
    if (error instanceof Refusal) return { status: error.status, detail: error.message }
    if (error instanceof TacitError) return { status: 400, detail: error.message }
    throw error
  }
}
