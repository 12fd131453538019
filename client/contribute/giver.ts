/**
 * The Worker that contributes: all cryptography and every request to the randomness server, so that
 * the page does neither. It keeps nothing; the page ends it to stop it at once.
 */
import {
  blindInput,
  choosePairs,
  doesMeasure,
  fillSlots,
  finalize,
  givenTokens,
  joinRecords,
  type Measurement,
  makeAnswer,
  makeMessage,
  type Pair,
  type Parameters,
  readParameters,
  sealMessages,
  slotsOf,
  splitEvaluated,
} from '@tacit-rec/contribute'
import { fromBase64 } from '@tacit-rec/pack'
import { type Problem, problemOf } from '../failure.ts'
import type { TitledPair } from './pairs.ts'

/** The randomness server, as the page pins it. */
export interface Second {
  url: string
  key: string
}

/** Every request has the same headers, and a body of one size. */
const REQUEST = {
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
} as const satisfies RequestInit

/** What the Worker does, by name. */
export const calls = {
  /**
   * Signed parameters: those that are kept, or else the server's.
   *
   * @param kept text that this device accepted before
   * @throws `contribute/parameters`; `contribute/server` for an answer that is none
   */
  async parameters(
    { url, key }: Second,
    expected: { catalogue: string; clusters: string },
    kept: string | null,
  ): Promise<{ text: string; parameters: Parameters }> {
    const text = kept ?? (await (await asked(url, expected.catalogue, 'parameters')).text())
    return { text, parameters: await readParameters(text, key, { ...expected, now: Date.now() }) }
  },

  /**
   * The pairs that go: drawn by the device's secret, and with sampling those of which a token has a
   * coin that says yes. A device that measures in this epoch gives none.
   *
   * @param parameters null before they are known: as if every token went
   */
  async choose(
    pairs: readonly TitledPair[],
    secret: Uint8Array,
    parameters: Parameters | null,
  ): Promise<{ chosen: TitledPair[]; going: TitledPair[]; measures: boolean }> {
    if (parameters && (await doesMeasure(parameters.measure, secret)))
      return { chosen: [], going: [], measures: true }
    const chosen = await choosePairs(pairs, parameters?.pairs ?? DEFAULT_PAIRS, secret)
    if (!parameters || parameters.sample === 1) return { chosen, going: chosen, measures: false }
    const tokens = await Promise.all(chosen.map((pair) => givenTokens(parameters, [pair], secret)))
    const going = chosen.filter((_, n) => tokens[n].length > 0)
    return { chosen, going, measures: false }
  },

  /**
   * Sealed messages of all slots, once the server has evaluated them.
   *
   * @param measured goes in the place of an empty slot
   * @throws `contribute/server`
   */
  async seal(
    { url }: Second,
    parameters: Parameters,
    pairs: readonly Pair[],
    secret: Uint8Array,
    measured: Measurement | null,
  ): Promise<Uint8Array> {
    const blinded = (await fillSlots(parameters, pairs, secret)).map(blindInput)
    const body = joinRecords(blinded.map((each) => each.blinded))
    const { catalogue, epoch, threshold } = parameters
    const response = await asked(url, catalogue, `epochs/${epoch}/evaluate`, body)
    const bytes = new Uint8Array(await response.arrayBuffer())
    const { evaluated, proof } = splitEvaluated(bytes, slotsOf(parameters))
    const outputs = finalize(blinded, evaluated, proof, fromBase64(parameters.key))
    const messages = await Promise.all(
      outputs.map((output, n) => makeMessage(blinded[n].input, output, threshold, secret)),
    )
    if (measured) messages[0] = await makeAnswer(measured, secret)
    return joinRecords(await sealMessages(fromBase64(parameters.seal), parameters, messages))
  },

  /** Hands the messages over; the server holds them until the epoch is over. @throws `contribute/server` */
  async send({ url }: Second, { catalogue, epoch }: Parameters, body: Uint8Array): Promise<void> {
    await asked(url, catalogue, `epochs/${epoch}/messages`, body)
  },
}

/** Max milliseconds for an answer. */
const PATIENCE = 60_000
/** m, before the server has said it. */
const DEFAULT_PAIRS = 10

async function asked(url: string, catalogue: string, path: string, body?: Uint8Array) {
  const address = `${url}/v1/c/${catalogue}/${path}`
  // No `keepalive`: it would keep the page out of the bfcache, and the next page sends the same again.
  const init = body && { method: 'POST', body: body as Uint8Array<ArrayBuffer> }
  const signal = AbortSignal.timeout?.(PATIENCE)
  const response = await fetch(address, { ...REQUEST, ...init, signal })
  if (response.ok) return response
  await response.body?.cancel()
  throw Object.assign(
    new Error(
      `the randomness server answered ${path} with ${response.status}: it is asked again later`,
    ),
    { code: `contribute/server`, status: response.status },
  )
}

export type Calls = typeof calls
export type CallName = keyof Calls
export type ToGiver = { id: number; call: CallName; args: unknown[] }
export type FromGiver = { id: number; value?: unknown; problem?: Problem & { status?: number } }

if (typeof document === 'undefined' && typeof self !== 'undefined')
  self.onmessage = async ({ data: { id, call, args } }: MessageEvent<ToGiver>) => {
    try {
      const value = await (calls[call] as unknown as (...args: unknown[]) => Promise<unknown>)(
        ...args,
      )
      self.postMessage({ id, value } satisfies FromGiver)
    } catch (error) {
      const { status } = error as { status?: number }
      self.postMessage({ id, problem: { ...problemOf(error), status } } satisfies FromGiver)
    }
  }
